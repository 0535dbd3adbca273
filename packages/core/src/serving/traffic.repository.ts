import type { VariantRole } from '@slipway/contracts';
import type { SerializedLatencySketch } from '@slipway/stats';
import { Prisma } from '@slipway/db';
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

/** LoadBucket is one bucket of one version: how long answers took, and of that the runs of the model alone. */
export interface LoadBucket extends Pick<BucketRow, 'bucketAt' | 'requests' | 'latency'> {
  runTime: SerializedLatencySketch[];
}

/** LogQuery pages through the prediction log, newest first. */
export interface LogQuery {
  endpointId: string;
  limit: number;
  role?: string;
  errorsOnly: boolean;
  outliersOnly: boolean;
  /** Only rows of this request, or the one `row` of it. */
  requestId?: string;
  row?: number;
  /** Only rows with this routing key. */
  key?: string;
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

  /** loadBuckets are what the capacity of one stable version is planned by. */
  loadBuckets(endpointId: string, versionId: string, from: Date, to: Date): Promise<LoadBucket[]> {
    return this.db.prisma.$queryRaw<LoadBucket[]>`
      SELECT "bucketAt", "requests", "latency", "runTime" FROM "TrafficBucket"
      WHERE "endpointId" = ${endpointId}::uuid AND "versionId" = ${versionId}::uuid AND "role" = 'stable' AND "bucketAt" >= ${from} AND "bucketAt" < ${to}
      ORDER BY "bucketAt"`;
  }

  log(query: LogQuery): Promise<LogRow[]> {
    const { limit, before } = query;
    const wanted = [
      Prisma.sql`p."endpointId" = ${query.endpointId}::uuid`,
      ...(query.role === undefined ? [] : [Prisma.sql`p."role" = ${query.role}`]),
      ...(query.requestId === undefined ? [] : [Prisma.sql`p."requestId" = ${query.requestId}::uuid`]),
      ...(query.row === undefined ? [] : [Prisma.sql`p."row" = ${query.row}`]),
      ...(query.key === undefined ? [] : [Prisma.sql`p."key" = ${query.key}`]),
      ...(query.errorsOnly ? [Prisma.sql`p."status" >= 400`] : []),
      ...(query.outliersOnly ? [Prisma.sql`cardinality(p."outliers") > 0`] : []),
      ...(before === undefined
        ? []
        : [Prisma.sql`(p."requestId", p."row") < (${before.requestId}::uuid, ${before.row})`]),
    ];
    return this.db.prisma.$queryRaw<LogRow[]>`
      SELECT p."requestId", p."row", p."receivedAt", p."at", p."role", v."version", p."configNumber", p."status", p."latencyMs", p."key", p."inputs", p."output", p."error", p."outliers", f."actual"
      FROM "PredictionRow" p JOIN "ModelVersion" v ON v."id" = p."versionId" JOIN "Endpoint" e ON e."id" = p."endpointId"
        LEFT JOIN "Feedback" f ON f."workspaceId" = e."workspaceId" AND f."requestId" = p."requestId" AND f."row" = p."row"
      WHERE ${Prisma.join(wanted, ' AND ')}
      ORDER BY p."requestId" DESC, p."row" DESC LIMIT ${limit + 1}`;
  }
}
