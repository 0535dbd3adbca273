-- CreateTable
CREATE TABLE "ReplicaScale" (
    "endpointId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "scaling" JSONB NOT NULL,
    "why" TEXT,
    "points" JSONB NOT NULL DEFAULT '[]',
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReplicaScale_pkey" PRIMARY KEY ("endpointId","versionId")
);

-- CreateTable
CREATE TABLE "ClusterWorkload" (
    "endpointId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "spec" JSONB NOT NULL,
    "appliedDigest" TEXT,
    "appliedAt" TIMESTAMPTZ(3) NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'starting',
    "detail" TEXT,
    "wantedReplicas" INTEGER NOT NULL,
    "readyReplicas" INTEGER NOT NULL DEFAULT 0,
    "drainingAt" TIMESTAMPTZ(3),
    "seenAt" TIMESTAMPTZ(3),

    CONSTRAINT "ClusterWorkload_pkey" PRIMARY KEY ("endpointId","versionId")
);
