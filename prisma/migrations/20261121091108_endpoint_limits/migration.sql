-- AlterTable
ALTER TABLE "Endpoint" ADD COLUMN     "cacheSeconds" INTEGER,
ADD COLUMN     "limits" JSONB NOT NULL DEFAULT '{"requestsPerSecond":null,"tokenRequestsPerSecond":null,"tokenRequestsPerDay":null,"concurrency":null,"queue":0}';
