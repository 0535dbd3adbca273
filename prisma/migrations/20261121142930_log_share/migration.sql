-- AlterTable
ALTER TABLE "ModelVersion" ADD COLUMN     "copiedFromId" UUID;

-- AlterTable
ALTER TABLE "Endpoint" ADD COLUMN     "logRowsPerSecond" INTEGER DEFAULT 200;

-- AlterTable
ALTER TABLE "PredictionRow" ADD COLUMN     "draw" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "keepRate" DOUBLE PRECISION NOT NULL DEFAULT 1;

-- CreateIndex
CREATE INDEX "ModelVersion_copiedFromId_idx" ON "ModelVersion"("copiedFromId");
