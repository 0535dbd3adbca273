-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "freezeOverride" JSONB;

-- AlterTable
ALTER TABLE "FreezeWindow" ADD COLUMN     "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "weekly" JSONB,
ALTER COLUMN "endsAt" DROP NOT NULL;
