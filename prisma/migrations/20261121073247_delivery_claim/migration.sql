-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "claimedUntil" TIMESTAMPTZ(3);
