-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "frozen" JSONB;

-- AlterTable
ALTER TABLE "RolloutDecision" DROP COLUMN "segments",
ADD COLUMN     "configHash" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "isAutomatic" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "observation" JSONB;

-- CreateTable
CREATE TABLE "EvidenceCount" (
    "endpointId" UUID NOT NULL,
    "configNumber" INTEGER NOT NULL,
    "versionId" UUID NOT NULL,
    "gatewayBoot" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bin" INTEGER NOT NULL DEFAULT 0,
    "units" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,

    CONSTRAINT "EvidenceCount_pkey" PRIMARY KEY ("endpointId","configNumber","versionId","gatewayBoot","name","bin")
);
