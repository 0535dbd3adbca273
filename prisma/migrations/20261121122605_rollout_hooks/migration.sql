-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "hooks" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "RolloutHookCall" (
    "rolloutId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "point" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "status" INTEGER NOT NULL,
    "answer" TEXT NOT NULL,

    CONSTRAINT "RolloutHookCall_pkey" PRIMARY KEY ("rolloutId","at","point","channel")
);

-- AddForeignKey
ALTER TABLE "RolloutHookCall" ADD CONSTRAINT "RolloutHookCall_rolloutId_fkey" FOREIGN KEY ("rolloutId") REFERENCES "Rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;
