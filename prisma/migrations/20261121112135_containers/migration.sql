-- AlterTable
ALTER TABLE "Endpoint" ADD COLUMN     "container" JSONB,
ADD COLUMN     "pricePerReplicaHour" DOUBLE PRECISION,
ADD COLUMN     "replicaChoice" TEXT NOT NULL DEFAULT 'least_outstanding';

-- CreateTable
CREATE TABLE "Deployment" (
    "endpointId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "runtime" TEXT NOT NULL,
    "container" JSONB,

    CONSTRAINT "Deployment_pkey" PRIMARY KEY ("endpointId","versionId")
);

-- CreateTable
CREATE TABLE "ReplicaContainer" (
    "id" UUID NOT NULL,
    "endpointId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "specDigest" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "image" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'starting',
    "detail" TEXT,
    "containerId" TEXT,
    "address" TEXT,
    "gpus" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "memoryMb" INTEGER,
    "log" TEXT NOT NULL DEFAULT '',
    "exitCode" INTEGER,
    "failed" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readyAt" TIMESTAMPTZ(3),
    "drainingAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReplicaContainer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ReplicaContainer_endpointId_endedAt_idx" ON "ReplicaContainer"("endpointId", "endedAt");

-- Gateways follow which containers are ready.
CREATE TRIGGER slipway_replica_written AFTER INSERT OR DELETE OR UPDATE OF "state" ON "ReplicaContainer" FOR EACH STATEMENT EXECUTE FUNCTION slipway_notify('slipway_routes');
CREATE TRIGGER slipway_deployment_written AFTER INSERT OR UPDATE OR DELETE ON "Deployment" FOR EACH STATEMENT EXECUTE FUNCTION slipway_notify('slipway_routes');
