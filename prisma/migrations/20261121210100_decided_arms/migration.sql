-- AlterTable
ALTER TABLE "RolloutDecision" ADD COLUMN     "arms" JSONB NOT NULL DEFAULT '[]';
