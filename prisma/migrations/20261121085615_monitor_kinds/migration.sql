-- AlterTable
ALTER TABLE "Monitor" ADD COLUMN     "alarmAfter" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "alarmOf" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "limit" DOUBLE PRECISION,
ADD COLUMN     "metric" TEXT,
ADD COLUMN     "positive" TEXT;

-- AlterTable
ALTER TABLE "MonitorRun" ADD COLUMN     "metrics" JSONB NOT NULL DEFAULT '[]';
