import type { Db } from '../kernel/db.js';

/** CostRow is what one version behind one endpoint used and did in a window. */
export interface CostRow {
  workspace: string;
  endpoint: string;
  versionId: string;
  model: string;
  version: number;
  replicaHours: number;
  predictions: number;
  /** Of a replica-hour; null when nobody said. */
  price: number | null;
}

/**
 * readCosts adds up replica-hours and predictions by endpoint and version. A container counts from its start to its end; an embedded version
 * from its first to its last request, once for each gateway that answered.
 */
export function readCosts({ prisma }: Db, from: Date, to: Date, endpointId: string | null = null): Promise<CostRow[]> {
  return prisma.$queryRaw<CostRow[]>`
    WITH traffic AS (
      SELECT "endpointId", "versionId", sum("rows")::float8 AS "predictions",
        (extract(epoch FROM max("bucketAt") - min("bucketAt")) + 5) / 3600.0 * count(DISTINCT "gatewayBoot") AS "hours"
      FROM "TrafficBucket" WHERE "bucketAt" >= ${from} AND "bucketAt" < ${to} GROUP BY 1, 2),
    containers AS (
      SELECT "endpointId", "versionId",
        sum(extract(epoch FROM least(coalesce("endedAt", ${to}), ${to}) - greatest("createdAt", ${from}))) / 3600.0 AS "hours"
      FROM "ReplicaContainer"
      WHERE "containerId" IS NOT NULL AND "createdAt" < ${to} AND coalesce("endedAt", ${to}) > ${from} GROUP BY 1, 2)
    SELECT e."workspaceId" AS "workspace", e."name" AS "endpoint", v."id" AS "versionId", m."name" AS "model", v."version",
      coalesce(c."hours", t."hours")::float8 AS "replicaHours", coalesce(t."predictions", 0)::float8 AS "predictions",
      e."pricePerReplicaHour" AS "price"
    FROM traffic t FULL JOIN containers c ON c."endpointId" = t."endpointId" AND c."versionId" = t."versionId"
    JOIN "Endpoint" e ON e."id" = coalesce(t."endpointId", c."endpointId")
    JOIN "ModelVersion" v ON v."id" = coalesce(t."versionId", c."versionId")
    JOIN "Model" m ON m."id" = v."modelId"
    WHERE ${endpointId}::uuid IS NULL OR e."id" = ${endpointId}::uuid
    ORDER BY e."name", v."version" DESC`;
}

/** costPer1000 is the cost of 1,000 predictions: price x hours / predictions x 1,000; null without a price or without predictions. */
export function costPer1000({ replicaHours, predictions, price }: CostRow): number | null {
  return price === null || predictions === 0 ? null : ((price * replicaHours) / predictions) * 1_000;
}
