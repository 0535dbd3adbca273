-- AlterTable
ALTER TABLE "Monitor" ADD COLUMN     "outcomesReadAt" TIMESTAMPTZ(3);
