-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "checks" JSONB NOT NULL DEFAULT '[]';
