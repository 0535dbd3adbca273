-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "approvals" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "needsApproval" TEXT NOT NULL DEFAULT 'never',
ADD COLUMN     "startAt" TIMESTAMPTZ(3),
ADD COLUMN     "startedById" TEXT;

-- CreateTable
CREATE TABLE "FreezeWindow" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "endpoint" TEXT,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "why" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,

    CONSTRAINT "FreezeWindow_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FreezeWindow_workspaceId_endsAt_idx" ON "FreezeWindow"("workspaceId", "endsAt");
