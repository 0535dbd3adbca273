-- AlterTable
ALTER TABLE "Feedback" DROP CONSTRAINT "Feedback_pkey",
ADD CONSTRAINT "Feedback_pkey" PRIMARY KEY ("workspaceId", "requestId", "row");
