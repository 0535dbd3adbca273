-- AlterTable: a trigger that watched one monitor keeps it as its one condition
ALTER TABLE "Trigger" ADD COLUMN     "budgetPerWeek" INTEGER,
ADD COLUMN     "conditions" JSONB,
ADD COLUMN     "needed" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "nextLookAt" TIMESTAMPTZ(3),
ADD COLUMN     "quietHours" JSONB;
UPDATE "Trigger" SET "conditions" = jsonb_build_array(jsonb_build_object('kind', 'drift', 'monitor', "monitor", 'monitorId', "monitorId"));
ALTER TABLE "Trigger" DROP COLUMN "monitor",
DROP COLUMN "monitorId",
ALTER COLUMN "conditions" SET NOT NULL;

-- CreateTable
CREATE TABLE "TriggerDecision" (
    "id" UUID NOT NULL,
    "triggerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "why" TEXT NOT NULL,
    "conditions" JSONB NOT NULL,
    "trainingRunId" UUID,
    "lookAgainAt" TIMESTAMPTZ(3),

    CONSTRAINT "TriggerDecision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TriggerDecision_triggerId_at_idx" ON "TriggerDecision"("triggerId", "at" DESC);

-- AddForeignKey
ALTER TABLE "TriggerDecision" ADD CONSTRAINT "TriggerDecision_triggerId_fkey" FOREIGN KEY ("triggerId") REFERENCES "Trigger"("id") ON DELETE CASCADE ON UPDATE CASCADE;
