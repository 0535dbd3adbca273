-- AlterTable
-- What was read before is read anew.
DELETE FROM "SliceReference";
ALTER TABLE "SliceReference" ADD COLUMN     "multiplicities" INTEGER[];
