-- AlterTable
ALTER TABLE "Evaluation" ADD COLUMN     "task" TEXT;
