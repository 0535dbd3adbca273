-- AlterTable
ALTER TABLE "Endpoint" ADD COLUMN     "batchDelayMs" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "batchRows" INTEGER;
