-- CreateTable
CREATE TABLE "TrainingCall" (
    "trainingRunId" UUID NOT NULL,
    "delivery" UUID NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "answer" JSONB,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "TrainingCall_pkey" PRIMARY KEY ("trainingRunId")
);
