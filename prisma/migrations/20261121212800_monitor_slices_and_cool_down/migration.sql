-- AlterTable
ALTER TABLE "Monitor" ADD COLUMN     "alarmEndedAt" TIMESTAMPTZ(3),
ADD COLUMN     "coolDownWindows" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "SliceReference" (
    "baselineId" UUID NOT NULL,
    "slice" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "counts" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SliceReference_pkey" PRIMARY KEY ("baselineId","slice")
);
