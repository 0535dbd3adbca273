-- DropIndex
DROP INDEX "Delivery_alertId_channelId_key";

-- AlterTable
ALTER TABLE "Channel" ADD COLUMN     "tellsEnd" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "tells" TEXT NOT NULL DEFAULT 'begin';

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_alertId_channelId_tells_key" ON "Delivery"("alertId", "channelId", "tells");
