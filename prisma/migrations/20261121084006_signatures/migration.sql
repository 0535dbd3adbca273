-- CreateTable
CREATE TABLE "SigningKey" (
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "publicKey" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SigningKey_pkey" PRIMARY KEY ("workspaceId","nameKey")
);

-- CreateTable
CREATE TABLE "VersionSignature" (
    "versionId" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "bundle" JSONB NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "VersionSignature_pkey" PRIMARY KEY ("versionId","fingerprint")
);

-- CreateTable
CREATE TABLE "SigningPolicy" (
    "workspaceId" TEXT NOT NULL,
    "requireSigned" BOOLEAN NOT NULL,

    CONSTRAINT "SigningPolicy_pkey" PRIMARY KEY ("workspaceId")
);
