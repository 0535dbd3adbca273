-- AlterTable
ALTER TABLE "AlertRule" ADD COLUMN     "condition" JSONB;
