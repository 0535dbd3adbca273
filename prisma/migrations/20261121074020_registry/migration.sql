
-- AlterTable
ALTER TABLE "Model" ADD COLUMN     "deletedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ModelVersion" ADD COLUMN     "loggedModelId" TEXT,
ADD COLUMN     "modelName" TEXT,
ADD COLUMN     "runId" TEXT,
ADD COLUMN     "runLink" TEXT,
ADD COLUMN     "source" TEXT,
ADD COLUMN     "stage" TEXT NOT NULL DEFAULT 'None',
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'READY',
ADD COLUMN     "statusMessage" TEXT,
ADD COLUMN     "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- What is there already: names on versions, times, runs of the lineage.
UPDATE "ModelVersion" v SET "modelName" = m."name", "updatedAt" = v."createdAt", "runId" = v."lineage"->>'runId'
FROM "Model" m WHERE m."id" = v."modelId";
ALTER TABLE "ModelVersion" ALTER COLUMN "modelName" SET NOT NULL;

-- A deleted model keeps its name, and its name is free.
DROP INDEX "Model_workspaceId_name_key";
CREATE UNIQUE INDEX "Model_live_name" ON "Model" ("workspaceId", "name") WHERE "deletedAt" IS NULL;

-- CreateTable
CREATE TABLE "AliasPeriod" (
    "id" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "alias" TEXT NOT NULL,
    "versionId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "untilAt" TIMESTAMPTZ(3),
    "actorName" TEXT NOT NULL,
    "why" TEXT,

    CONSTRAINT "AliasPeriod_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelRedirect" (
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "modelId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ModelRedirect_pkey" PRIMARY KEY ("workspaceId","name")
);

-- CreateTable
CREATE TABLE "AliasPolicy" (
    "workspaceId" TEXT NOT NULL,
    "pattern" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'approve',
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AliasPolicy_pkey" PRIMARY KEY ("workspaceId","pattern")
);

-- CreateTable
CREATE TABLE "ModelCard" (
    "modelId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "sections" JSONB NOT NULL,
    "why" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ModelCard_pkey" PRIMARY KEY ("modelId","revision")
);

-- CreateIndex
CREATE INDEX "AliasPeriod_modelId_kind_alias_fromAt_idx" ON "AliasPeriod"("modelId", "kind", "alias", "fromAt" DESC);

-- CreateIndex
CREATE INDEX "AliasPeriod_versionId_idx" ON "AliasPeriod"("versionId");

-- CreateIndex
CREATE INDEX "ModelRedirect_modelId_idx" ON "ModelRedirect"("modelId");

-- CreateIndex
CREATE INDEX "Model_workspaceId_updatedAt_name_idx" ON "Model"("workspaceId", "updatedAt" DESC, "name");

-- CreateIndex
CREATE INDEX "Model_tags_idx" ON "Model" USING GIN ("tags" jsonb_path_ops);

-- CreateIndex
CREATE INDEX "ModelVersion_workspaceId_updatedAt_modelName_version_idx" ON "ModelVersion"("workspaceId", "updatedAt" DESC, "modelName", "version" DESC);

-- CreateIndex
CREATE INDEX "ModelVersion_workspaceId_modelName_version_idx" ON "ModelVersion"("workspaceId", "modelName", "version" DESC);

-- CreateIndex
CREATE INDEX "ModelVersion_workspaceId_runId_idx" ON "ModelVersion"("workspaceId", "runId");

-- CreateIndex
CREATE INDEX "ModelVersion_tags_idx" ON "ModelVersion" USING GIN ("tags" jsonb_path_ops);

-- CreateIndex
CREATE INDEX "ModelAlias_versionId_idx" ON "ModelAlias"("versionId");

-- AddForeignKey
ALTER TABLE "AliasPeriod" ADD CONSTRAINT "AliasPeriod_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AliasPeriod" ADD CONSTRAINT "AliasPeriod_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "ModelVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelRedirect" ADD CONSTRAINT "ModelRedirect_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelCard" ADD CONSTRAINT "ModelCard_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An alias names one version at a time.
CREATE UNIQUE INDEX "AliasPeriod_open_alias" ON "AliasPeriod" ("modelId", "alias") WHERE "kind" = 'alias' AND "untilAt" IS NULL;
CREATE UNIQUE INDEX "AliasPeriod_open_stage" ON "AliasPeriod" ("versionId") WHERE "kind" = 'stage' AND "untilAt" IS NULL;

-- The newest version of a stage, whatever was deleted after it.
CREATE INDEX "ModelVersion_newest" ON "ModelVersion" ("modelId", "stage", "version" DESC) WHERE "deletedAt" IS NULL;

-- Aliases that are held now have been held since they were last moved.
INSERT INTO "AliasPeriod" ("id", "modelId", "kind", "alias", "versionId", "version", "fromAt", "actorName")
SELECT gen_random_uuid(), a."modelId", 'alias', a."alias", a."versionId", v."version", a."updatedAt", 'Slipway'
FROM "ModelAlias" a JOIN "ModelVersion" v ON v."id" = a."versionId";
