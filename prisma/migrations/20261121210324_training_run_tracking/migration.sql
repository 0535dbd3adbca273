-- AlterTable
ALTER TABLE "TrainingRun" ADD COLUMN     "runId" TEXT;
