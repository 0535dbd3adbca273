-- AlterTable
ALTER TABLE "Evaluation" ADD COLUMN     "championVersionId" UUID,
ADD COLUMN     "slices" TEXT[] DEFAULT ARRAY[]::TEXT[];
