-- AlterTable
ALTER TABLE "Endpoint" ADD COLUMN     "redactionKey" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "redactions" JSONB NOT NULL DEFAULT '[]';
