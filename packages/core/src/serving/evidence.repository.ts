import { GuardrailName, type EvidenceSegment, type RolloutCounts } from '@slipway/contracts';
import { LatencySketch, type SerializedLatencySketch } from '@slipway/stats';
import type { Db } from '../kernel/db.js';

/** EvidenceRepository reads what gateways counted for rollouts. */
export class EvidenceRepository {
  constructor(private readonly db: Db) {}

  /**
   * counts are stable and candidate under each config from `fromConfig` on: units and events by guardrail, requests and failed requests. How slow
   * they are is compared only where both run in the same runtime: a process of the gateway and a container are not alike. `told` are counts of
   * guardrails that others keep.
   */
  async counts(
    endpointId: string,
    fromConfig: number,
    candidateVersionId: string,
    told: Partial<Record<GuardrailName, readonly CountedRow[]>> = {},
  ): Promise<RolloutCounts> {
    const [weights, isAlike, traffic, evidence] = await Promise.all([
      this.weights(endpointId, fromConfig, candidateVersionId),
      this.isAlike(endpointId, fromConfig),
      this.db.prisma.$queryRaw<TrafficRow[]>`
        SELECT "configNumber", "versionId" = ${candidateVersionId}::uuid AS "isCandidate", sum("units")::float8 AS "units", sum("errorUnits")::float8 AS "errorUnits",
          sum("requests")::float8 AS "requests", sum("errors")::float8 AS "errors"
        FROM "TrafficBucket" WHERE "endpointId" = ${endpointId}::uuid AND "configNumber" >= ${fromConfig} GROUP BY 1, 2`,
      this.db.prisma.$queryRaw<EvidenceRow[]>`
        SELECT "configNumber", "versionId" = ${candidateVersionId}::uuid AS "isCandidate", "name", sum("units")::float8 AS "units", sum("events")::float8 AS "events"
        FROM "EvidenceCount" WHERE "endpointId" = ${endpointId}::uuid AND "configNumber" >= ${fromConfig} GROUP BY 1, 2, 3`,
    ]);
    const errors = traffic.map((row) => ({ ...row, events: row.errorUnits }));
    const requests = traffic.map((row) => ({ ...row, units: row.requests, events: row.errors }));
    const measured = COUNTED.filter((name) => isAlike || !name.startsWith('latency_'));
    const others = measured.map((name) => ({ name, rows: evidence.filter((row) => row.name === name) }));
    const toldOf = Object.entries(told).map(([name, rows]) => ({ name: name as GuardrailName, rows }));
    return {
      guardrails: [{ name: 'errors' as const, rows: errors }, ...others, ...toldOf].map(({ name, rows }) => {
        return { name, segments: segmentsOf(weights, rows) };
      }),
      requests: segmentsOf(weights, requests),
    };
  }

  /** runTimes are how long one version ran from `from` on, in milliseconds, whatever its callers waited. */
  async runTimes(endpointId: string, versionId: string, from: Date): Promise<LatencySketch> {
    const rows = await this.db.prisma.$queryRaw<{ runTime: SerializedLatencySketch[] }[]>`
      SELECT "runTime" FROM "TrafficBucket" WHERE "endpointId" = ${endpointId}::uuid AND "versionId" = ${versionId}::uuid AND "bucketAt" >= ${from}`;
    return mergedSketch(rows.flatMap(({ runTime }) => runTime));
  }

  /** recent is the traffic of one version from `from` on, to the bucket of five seconds; latencies as callers felt them. */
  async recent(
    endpointId: string,
    versionId: string,
    from: Date,
  ): Promise<{ requests: number; errors: number; latency: LatencySketch }> {
    const rows = await this.db.prisma.$queryRaw<
      { requests: number; errors: number; latency: SerializedLatencySketch[] }[]
    >`
      SELECT "requests", "errors", "latency" FROM "TrafficBucket"
      WHERE "endpointId" = ${endpointId}::uuid AND "versionId" = ${versionId}::uuid AND "bucketAt" >= ${from}`;
    const sum = (of: 'requests' | 'errors'): number => rows.reduce((all, row) => all + row[of], 0);
    return {
      requests: sum('requests'),
      errors: sum('errors'),
      latency: mergedSketch(rows.flatMap(({ latency }) => latency)),
    };
  }

  /** Whether all versions of a config run in one runtime. */
  private async isAlike(endpointId: string, configNumber: number): Promise<boolean> {
    const [found] = await this.db.prisma.$queryRaw<{ runtimes: number }[]>`
      SELECT count(DISTINCT coalesce(d."runtime", e."runtime"))::int AS "runtimes"
      FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = ${configNumber}
        CROSS JOIN jsonb_array_elements(c."variants") v
        LEFT JOIN "Deployment" d ON d."endpointId" = e."id" AND d."versionId" = (v->>'versionId')::uuid
      WHERE e."id" = ${endpointId}::uuid`;
    return (found?.runtimes ?? 0) <= 1;
  }

  /** The candidate's share by config; one that does not know the candidate has none. */
  private async weights(
    endpointId: string,
    fromConfig: number,
    candidateVersionId: string,
  ): Promise<ReadonlyMap<number, number>> {
    const rows = await this.db.prisma.$queryRaw<{ number: number; weightBp: number }[]>`
      SELECT c."number", (v->>'weightBp')::int AS "weightBp" FROM "EndpointConfig" c, jsonb_array_elements(c."variants") v
      WHERE c."endpointId" = ${endpointId}::uuid AND c."number" >= ${fromConfig} AND v->>'versionId' = ${candidateVersionId} AND v->>'role' = 'candidate'
      ORDER BY c."number"`;
    return new Map(rows.map(({ number, weightBp }) => [number, weightBp / 10_000]));
  }
}

/** What gateways count besides errors; whether a prediction was wrong they cannot know. */
const COUNTED = GuardrailName.exclude(['errors', 'wrong_predictions']).options;

interface CountedRow {
  configNumber: number;
  isCandidate: boolean;
  units: number;
  events: number;
}

type TrafficRow = Omit<CountedRow, 'events'> & { errorUnits: number; requests: number; errors: number };
type EvidenceRow = CountedRow & { name: string };

function mergedSketch(parts: readonly SerializedLatencySketch[]): LatencySketch {
  const all = new LatencySketch();
  for (const part of parts) all.merge(LatencySketch.deserialize(part));
  return all;
}

function segmentsOf(weights: ReadonlyMap<number, number>, rows: readonly CountedRow[]): EvidenceSegment[] {
  return [...weights].flatMap(([configNumber, weight]) => {
    const under = rows.filter((row) => row.configNumber === configNumber);
    if (under.length === 0) return [];
    const arm = (isCandidate: boolean): EvidenceSegment['stable'] => {
      const { units = 0, events = 0 } = under.find((row) => row.isCandidate === isCandidate) ?? {};
      return { units, events };
    };
    return [{ configNumber, weight, stable: arm(false), candidate: arm(true) }];
  });
}
