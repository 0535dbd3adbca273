import type { EvidenceSegment, RolloutCounts, VariantRole } from '@slipway/contracts';
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
}

/** TrafficRepository reads what gateways counted and logged. */
export class TrafficRepository {
  constructor(private readonly db: Db) {}

  buckets(endpointId: string, from: Date, to: Date): Promise<BucketRow[]> {
    return this.db.prisma.$queryRaw<BucketRow[]>`
      SELECT "role", "versionId", "bucketAt", "requests", "rows", "errors", "errorCodes", "latency" FROM "TrafficBucket"
      WHERE "endpointId" = ${endpointId}::uuid AND "bucketAt" >= ${from} AND "bucketAt" < ${to} ORDER BY "bucketAt"`;
  }

  /** rolloutCounts counts stable and candidate under each config from `fromConfig` on: units and failed units, requests and failed requests. */
  async rolloutCounts(endpointId: string, fromConfig: number, candidateVersionId: string): Promise<RolloutCounts> {
    const rows = await this.db.prisma.$queryRaw<CountedRow[]>`
      SELECT t."configNumber", t."versionId" = ${candidateVersionId}::uuid AS "candidate", sum(t."units") AS "units", sum(t."errorUnits") AS "errorUnits",
        sum(t."requests") AS "requests", sum(t."errors") AS "errors",
        (SELECT (v->>'weightBp')::int FROM "EndpointConfig" c, jsonb_array_elements(c."variants") v
         WHERE c."endpointId" = t."endpointId" AND c."number" = t."configNumber" AND v->>'versionId' = ${candidateVersionId} AND v->>'role' = 'candidate') AS "weightBp"
      FROM "TrafficBucket" t WHERE t."endpointId" = ${endpointId}::uuid AND t."configNumber" >= ${fromConfig}
      GROUP BY t."endpointId", t."configNumber", t."versionId" ORDER BY t."configNumber"`;
    const errors = segmentsOf(rows, ({ units, errorUnits }) => [units, errorUnits]);
    return {
      guardrails: [{ name: 'errors', segments: errors }],
      requests: segmentsOf(rows, (row) => [row.requests, row.errors]),
    };
  }

  log(query: LogQuery): Promise<LogRow[]> {
    const { endpointId, limit, role = null, errorsOnly, before } = query;
    return this.db.prisma.$queryRaw<LogRow[]>`
      SELECT p."requestId", p."row", p."receivedAt", p."at", p."role", v."version", p."configNumber", p."status", p."latencyMs", p."key", p."inputs", p."output", p."error", f."actual"
      FROM "PredictionRow" p JOIN "ModelVersion" v ON v."id" = p."versionId" JOIN "Endpoint" e ON e."id" = p."endpointId"
        LEFT JOIN "Feedback" f ON f."workspaceId" = e."workspaceId" AND f."requestId" = p."requestId" AND f."row" = p."row"
      WHERE p."endpointId" = ${endpointId}::uuid AND (${role}::text IS NULL OR p."role" = ${role}) AND (NOT ${errorsOnly} OR p."status" >= 400)
        AND (${before?.requestId ?? null}::uuid IS NULL OR (p."requestId", p."row") < (${before?.requestId ?? null}::uuid, ${before?.row ?? 0}))
      ORDER BY p."requestId" DESC, p."row" DESC LIMIT ${limit + 1}`;
  }
}

interface CountedRow {
  configNumber: number;
  /** Null under a config that does not know the candidate. */
  weightBp: number | null;
  candidate: boolean;
  units: bigint;
  errorUnits: bigint;
  requests: bigint;
  errors: bigint;
}

function segmentsOf(
  rows: readonly CountedRow[],
  count: (row: CountedRow) => [units: bigint, events: bigint],
): EvidenceSegment[] {
  const segments = new Map<number, EvidenceSegment>();
  for (const row of rows) {
    if (row.weightBp === null) continue;
    const segment = segments.get(row.configNumber) ?? {
      configNumber: row.configNumber,
      weight: row.weightBp / 10_000,
      stable: { units: 0, events: 0 },
      candidate: { units: 0, events: 0 },
    };
    const [units, events] = count(row).map(Number) as [number, number];
    segment[row.candidate ? 'candidate' : 'stable'] = { units, events };
    segments.set(row.configNumber, segment);
  }
  return [...segments.values()];
}
