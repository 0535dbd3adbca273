-- CreateTable
CREATE TABLE "SavedView" (
    "workspaceId" TEXT NOT NULL,
    "owner" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "page" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "savedBy" TEXT NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("workspaceId","owner","name")
);

-- A shared view is found by its name alone.
CREATE UNIQUE INDEX "SavedView_shared_name" ON "SavedView" ("workspaceId", "name") WHERE "shared";
