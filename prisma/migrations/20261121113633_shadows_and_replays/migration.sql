-- CreateTable
CREATE TABLE "Replay" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "endpointId" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "fromVersionId" UUID NOT NULL,
    "fromVersion" INTEGER NOT NULL,
    "toVersionId" UUID NOT NULL,
    "toModel" TEXT NOT NULL,
    "toVersion" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "jobId" UUID NOT NULL,
    "report" JSONB,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Replay_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ShadowBucket" (
    "endpointId" UUID NOT NULL,
    "configNumber" INTEGER NOT NULL,
    "versionId" UUID NOT NULL,
    "bucketAt" TIMESTAMPTZ(3) NOT NULL,
    "gatewayBoot" UUID NOT NULL,
    "counts" JSONB NOT NULL,
    "dropped" INTEGER NOT NULL,

    CONSTRAINT "ShadowBucket_pkey" PRIMARY KEY ("endpointId","bucketAt","configNumber","versionId","gatewayBoot")
);

-- CreateTable
CREATE TABLE "ShadowPair" (
    "requestId" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "endpointId" UUID NOT NULL,
    "configNumber" INTEGER NOT NULL,
    "versionId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "agrees" BOOLEAN NOT NULL,
    "difference" DOUBLE PRECISION,
    "stable" JSONB,
    "candidate" JSONB,
    "error" TEXT,

    CONSTRAINT "ShadowPair_pkey" PRIMARY KEY ("requestId","row")
);

-- CreateIndex
CREATE INDEX "Replay_endpointId_createdAt_idx" ON "Replay"("endpointId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "ShadowPair_endpointId_versionId_configNumber_idx" ON "ShadowPair"("endpointId", "versionId", "configNumber");
