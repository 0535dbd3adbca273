-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "nextVersion" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "DatasetVersion" ADD COLUMN     "error" TEXT,
ADD COLUMN     "jobId" UUID,
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'ready';

-- CreateIndex
CREATE INDEX "DatasetVersion_digest_idx" ON "DatasetVersion"("digest");
