-- AlterTable
ALTER TABLE "Replay" ADD COLUMN     "hours" INTEGER;

-- CreateTable
CREATE TABLE "RolloutTemplate" (
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "hooks" JSONB NOT NULL,
    "needsApproval" TEXT NOT NULL,
    "savedBy" TEXT NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RolloutTemplate_pkey" PRIMARY KEY ("workspaceId","name")
);
