-- AlterTable
ALTER TABLE "PredictionRow" ADD COLUMN     "isDrawn" BOOLEAN NOT NULL DEFAULT true;
