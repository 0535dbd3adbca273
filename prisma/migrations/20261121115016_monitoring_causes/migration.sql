-- AlterTable
ALTER TABLE "Baseline" ADD COLUMN     "importance" JSONB;

-- AlterTable
ALTER TABLE "Monitor" ADD COLUMN     "fromEstimate" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "reference" TEXT NOT NULL DEFAULT 'baseline',
ADD COLUMN     "slice" JSONB;

-- AlterTable
ALTER TABLE "MonitorRun" ADD COLUMN     "estimates" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "explanation" JSONB;

-- AlterTable
ALTER TABLE "PredictionRow" ADD COLUMN     "outliers" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "PredictionRow_endpointId_key_at_idx" ON "PredictionRow"("endpointId", "key", "at");
