-- AlterTable
ALTER TABLE "ClusterWorkload" DROP CONSTRAINT "ClusterWorkload_pkey",
ADD COLUMN     "members" JSONB,
ADD COLUMN     "runtime" TEXT NOT NULL DEFAULT 'kubernetes',
ADD CONSTRAINT "ClusterWorkload_pkey" PRIMARY KEY ("endpointId", "versionId", "runtime");
