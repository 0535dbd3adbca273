-- CreateTable
CREATE TABLE "Optimization" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "versionId" UUID NOT NULL,
    "jobId" UUID NOT NULL,
    "dataset" TEXT,
    "datasetVersion" INTEGER,
    "rowsPerRequest" INTEGER NOT NULL,
    "maxSeconds" INTEGER NOT NULL,
    "machine" JSONB,
    "points" JSONB NOT NULL DEFAULT '[]',
    "isComplete" BOOLEAN NOT NULL DEFAULT false,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Optimization_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Optimization_jobId_key" ON "Optimization"("jobId");

-- CreateIndex
CREATE INDEX "Optimization_versionId_id_idx" ON "Optimization"("versionId", "id" DESC);

-- CreateIndex
CREATE INDEX "Optimization_workspaceId_id_idx" ON "Optimization"("workspaceId", "id" DESC);
