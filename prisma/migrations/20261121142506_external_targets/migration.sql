-- AlterTable
ALTER TABLE "ModelVersion" ADD COLUMN     "target" JSONB;

-- CreateTable
CREATE TABLE "NamedSecret" (
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hosts" TEXT[],
    "secretId" UUID NOT NULL,
    "createdBy" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "NamedSecret_pkey" PRIMARY KEY ("workspaceId","name")
);
