-- DropIndex
DROP INDEX "ModelAlias_versionId_idx";

-- CreateIndex
CREATE INDEX "ModelAlias_versionId_alias_idx" ON "ModelAlias"("versionId", "alias");
