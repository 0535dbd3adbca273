-- CreateIndex
CREATE INDEX "ModelVersion_workspaceId_modelName_updatedAt_version_idx" ON "ModelVersion"("workspaceId", "modelName", "updatedAt" DESC, "version" DESC);
