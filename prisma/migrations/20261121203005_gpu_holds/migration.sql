-- CreateTable
CREATE TABLE "GpuHold" (
    "holderId" UUID NOT NULL,
    "holder" TEXT NOT NULL,
    "uuid" TEXT NOT NULL,
    "memoryMb" INTEGER,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GpuHold_pkey" PRIMARY KEY ("holderId","uuid")
);
