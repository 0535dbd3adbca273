-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "measures" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "MetricValue" (
    "workspaceId" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "requestId" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MetricValue_pkey" PRIMARY KEY ("workspaceId","metric","requestId","row")
);
