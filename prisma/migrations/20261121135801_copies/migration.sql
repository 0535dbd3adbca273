-- AlterTable
ALTER TABLE "ModelVersion" ADD COLUMN     "copiedFromId" UUID;

-- CreateIndex
CREATE INDEX "ModelVersion_copiedFromId_idx" ON "ModelVersion"("copiedFromId");

-- Copies made so far said it by name only.
UPDATE "ModelVersion" copy SET "copiedFromId" = original."id" FROM "ModelVersion" original
WHERE copy."lineage" ? 'copiedFrom' AND original."workspaceId" = copy."workspaceId"
  AND original."modelName" = copy."lineage"->'copiedFrom'->>'model'
  AND original."version" = (copy."lineage"->'copiedFrom'->>'version')::int;

-- Prisma does not know indexes on expressions: children of a version, and the version of a training run.
CREATE INDEX "ModelVersion_parent" ON "ModelVersion" ("modelId", (("lineage"->>'parentVersion')::int)) WHERE "lineage"->>'parentVersion' IS NOT NULL;
CREATE INDEX "ModelVersion_trainingRun" ON "ModelVersion" (("lineage"->>'trainingRunId')) WHERE "lineage"->>'trainingRunId' IS NOT NULL;
