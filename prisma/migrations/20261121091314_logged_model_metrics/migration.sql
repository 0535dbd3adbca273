-- What had no dataset has an empty one.
UPDATE "LoggedModelMetric" SET "datasetName" = coalesce("datasetName", ''), "datasetDigest" = coalesce("datasetDigest", '')
WHERE "datasetName" IS NULL OR "datasetDigest" IS NULL;

-- AlterTable
ALTER TABLE "LoggedModelMetric" DROP CONSTRAINT "LoggedModelMetric_pkey",
ALTER COLUMN "datasetName" SET NOT NULL,
ALTER COLUMN "datasetName" SET DEFAULT '',
ALTER COLUMN "datasetDigest" SET NOT NULL,
ALTER COLUMN "datasetDigest" SET DEFAULT '',
ADD CONSTRAINT "LoggedModelMetric_pkey" PRIMARY KEY ("modelId", "runId", "key", "step", "timestamp", "datasetName", "datasetDigest");

-- CreateTable
CREATE TABLE "RunModelInput" (
    "runId" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,

    CONSTRAINT "RunModelInput_pkey" PRIMARY KEY ("runId","modelId")
);

-- AddForeignKey
ALTER TABLE "RunModelInput" ADD CONSTRAINT "RunModelInput_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
