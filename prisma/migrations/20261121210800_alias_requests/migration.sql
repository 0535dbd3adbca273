-- CreateTable
CREATE TABLE "AliasRequest" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "modelId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "alias" TEXT NOT NULL,
    "fromVersion" INTEGER,
    "why" TEXT NOT NULL,
    "askedBy" TEXT NOT NULL,
    "askedById" TEXT,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AliasRequest_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AliasRequest_workspaceId_askedAt_idx" ON "AliasRequest"("workspaceId", "askedAt");

-- CreateIndex
CREATE UNIQUE INDEX "AliasRequest_modelId_alias_key" ON "AliasRequest"("modelId", "alias");
