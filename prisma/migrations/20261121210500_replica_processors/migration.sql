-- AlterTable
ALTER TABLE "ReplicaContainer" ADD COLUMN     "cpuCores" DOUBLE PRECISION;
