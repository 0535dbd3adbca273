-- CreateTable
CREATE TABLE "GatePolicy" (
    "workspaceId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "dataset" TEXT NOT NULL,
    "gates" JSONB NOT NULL,
    "aliases" TEXT[],
    "rollouts" BOOLEAN NOT NULL,
    "updatedBy" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "GatePolicy_pkey" PRIMARY KEY ("workspaceId","model")
);
