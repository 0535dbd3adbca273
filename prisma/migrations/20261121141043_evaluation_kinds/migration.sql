-- AlterTable
ALTER TABLE "Evaluation" ADD COLUMN     "query" TEXT,
ADD COLUMN     "robustness" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "separator" TEXT;

-- AlterTable
ALTER TABLE "GatePolicy" ADD COLUMN     "query" TEXT,
ADD COLUMN     "separator" TEXT;
