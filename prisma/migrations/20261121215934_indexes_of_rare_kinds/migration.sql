-- CreateIndex
CREATE INDEX "Alert_workspaceId_dedupeKey_idx" ON "Alert"("workspaceId", "dedupeKey");

-- CreateIndex
CREATE INDEX "Event_workspaceId_kind_seq_idx" ON "Event"("workspaceId", "kind", "seq");

-- What a training run made is looked for by every attempt of its step; Prisma has no word for an index of an expression.
CREATE INDEX "ModelVersion_trainingRunId_idx" ON "ModelVersion" ((lineage->>'trainingRunId')) WHERE (lineage->>'trainingRunId') IS NOT NULL;
