import type { RowSlice, VariantRole } from '@slipway/contracts';
import type { SerializedLatencySketch } from '@slipway/stats';
import type { Db } from '../kernel/db.js';
import { inSlice, sliceJson } from './row-slice.js';

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
  /** Only rows between two event times: `from` is in it, `to` is not. */
  from?: Date;
  to?: Date;
  slice: RowSlice | null;
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

  async log(query: LogQuery): Promise<LogRow[]> {
    const { role, requestId, row, key, from, to, slice, before } = query;
    const values: unknown[] = [];
    const given = (value: unknown): string => `$${values.push(value)}`;
    const wanted = [
      `p."endpointId" = ${given(query.endpointId)}`,
      ...(role === undefined ? [] : [`p."role" = ${given(role)}`]),
      ...(requestId === undefined ? [] : [`p."requestId" = ${given(requestId)}`]),
      ...(row === undefined ? [] : [`p."row" = ${given(row)}`]),
      ...(key === undefined ? [] : [`p."key" = ${given(key)}`]),
      ...(query.errorsOnly ? [`p."status" >= 400`] : []),
      ...(query.outliersOnly ? [`cardinality(p."outliers") > 0`] : []),
      ...(from === undefined ? [] : [`p."at" >= ${given(from)}`]),
      ...(to === undefined ? [] : [`p."at" < ${given(to)}`]),
      ...(slice === null ? [] : [inSlice(given(slice.feature), given(sliceJson(slice)))]),
      ...(before === undefined
        ? []
        : [`(p."requestId", p."row") < (${given(before.requestId)}::uuid, ${given(before.row)}::int)`]),
    ];
    const where = wanted.join(' AND ');
    // Rows of a window are found by their times first: else the newest of all rows are walked through until so many of the window were met.
    const isWindow = from !== undefined || to !== undefined;
    const chosen = isWindow
      ? `(p."requestId", p."row") IN (SELECT "requestId", "row" FROM (SELECT p."requestId", p."row" FROM "PredictionRow" p WHERE ${where} OFFSET 0) found
         ORDER BY "requestId" DESC, "row" DESC LIMIT ${given(query.limit + 1)})`
      : where;
    const { rows } = await this.db.pool.query<LogRow>(
      `SELECT p."requestId", p."row", p."receivedAt", p."at", p."role", v."version", p."configNumber", p."status", p."latencyMs", p."key", p."inputs", p."output", p."error", p."outliers", f."actual"
       FROM "PredictionRow" p JOIN "ModelVersion" v ON v."id" = p."versionId" JOIN "Endpoint" e ON e."id" = p."endpointId"
         LEFT JOIN "Feedback" f ON f."workspaceId" = e."workspaceId" AND f."requestId" = p."requestId" AND f."row" = p."row"
       WHERE ${chosen}
       ORDER BY p."requestId" DESC, p."row" DESC LIMIT ${given(query.limit + 1)}`,
      values,
    );
    return rows;
  }
}
