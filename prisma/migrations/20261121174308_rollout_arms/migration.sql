-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "arms" JSONB NOT NULL DEFAULT '[]';
