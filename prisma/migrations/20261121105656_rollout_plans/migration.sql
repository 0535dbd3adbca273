-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "plan" JSONB NOT NULL DEFAULT '{"strategy":"canary","steps":[],"cohorts":[]}',
ADD COLUMN     "rules" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "EndpointConfig" ADD COLUMN     "assignment" JSONB NOT NULL DEFAULT '{"rules":[],"audience":null,"restBp":0,"floors":[]}';
