import type { VariantRole } from '@slipway/contracts';
import type { SerializedLatencySketch } from '@slipway/stats';
import type { Db } from '../kernel/db.js';

/** BucketRow is one bucket of traffic of one variant. */
export interface BucketRow {
  role: VariantRole;
  versionId: string;
  bucketAt: Date;
  requests: number;
  rows: number;
  errors: number;
  errorCodes: Record<string, number>[];
  latency: SerializedLatencySketch[];
}

/** LogQuery pages through the prediction log, newest first. */
export interface LogQuery {
  endpointId: string;
  limit: number;
  role?: string;
  errorsOnly: boolean;
  outliersOnly: boolean;
  before?: { requestId: string; row: number };
}

/** LogRow is one row of the prediction log with its version and ground truth. */
export interface LogRow {
  requestId: string;
  row: number;
  receivedAt: Date;
  at: Date;
  role: VariantRole;
  version: number;
  configNumber: number;
  status: number;
  latencyMs: number;
  key: string | null;
  inputs: Record<string, unknown> | null;
  output: Record<string, unknown> | null;
  error: string | null;
  actual: string | null;
  outliers: string[];
}

/** TrafficRepository reads what gateways counted and logged. */
export class TrafficRepository {
  constructor(private readonly db: Db) {}

  buckets(endpointId: string, from: Date, to: Date): Promise<BucketRow[]> {
    return this.db.prisma.$queryRaw<BucketRow[]>`
      SELECT "role", "versionId", "bucketAt", "requests", "rows", "errors", "errorCodes", "latency" FROM "TrafficBucket"
      WHERE "endpointId" = ${endpointId}::uuid AND "bucketAt" >= ${from} AND "bucketAt" < ${to} ORDER BY "bucketAt"`;
  }

  log(query: LogQuery): Promise<LogRow[]> {
    const { endpointId, limit, role = null, errorsOnly, outliersOnly, before } = query;
    return this.db.prisma.$queryRaw<LogRow[]>`
      SELECT p."requestId", p."row", p."receivedAt", p."at", p."role", v."version", p."configNumber", p."status", p."latencyMs", p."key", p."inputs", p."output", p."error", p."outliers", f."actual"
      FROM "PredictionRow" p JOIN "ModelVersion" v ON v."id" = p."versionId" JOIN "Endpoint" e ON e."id" = p."endpointId"
        LEFT JOIN "Feedback" f ON f."workspaceId" = e."workspaceId" AND f."requestId" = p."requestId" AND f."row" = p."row"
      WHERE p."endpointId" = ${endpointId}::uuid AND (${role}::text IS NULL OR p."role" = ${role}) AND (NOT ${errorsOnly} OR p."status" >= 400) AND (NOT ${outliersOnly} OR cardinality(p."outliers") > 0)
        AND (${before?.requestId ?? null}::uuid IS NULL OR (p."requestId", p."row") < (${before?.requestId ?? null}::uuid, ${before?.row ?? 0}))
      ORDER BY p."requestId" DESC, p."row" DESC LIMIT ${limit + 1}`;
  }
}
