-- AlterTable
ALTER TABLE "GatePolicy" ADD COLUMN     "positive" TEXT,
ADD COLUMN     "slices" TEXT[],
ADD COLUMN     "target" TEXT NOT NULL;
