-- AlterTable
ALTER TABLE "Blob" ADD COLUMN     "touchedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "ArtifactEntry" (
    "workspaceId" TEXT NOT NULL,
    "tree" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ArtifactEntry_pkey" PRIMARY KEY ("workspaceId","tree","path")
);

-- CreateIndex
CREATE INDEX "ArtifactEntry_digest_idx" ON "ArtifactEntry"("digest");
