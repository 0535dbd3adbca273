-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "forcedWhy" TEXT;
