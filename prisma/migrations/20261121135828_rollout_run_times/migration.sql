-- AlterTable
ALTER TABLE "TrafficBucket" ADD COLUMN     "runTime" JSONB NOT NULL DEFAULT '[]';
