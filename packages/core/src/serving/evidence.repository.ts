import { GuardrailName, type EvidenceSegment, type RolloutCounts, type ScoreCounts } from '@slipway/contracts';
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
    const [shares, isAlike, traffic, evidence] = await Promise.all([
      this.shares(endpointId, fromConfig, candidateVersionId),
      this.isAlike(endpointId, fromConfig),
      this.db.prisma.$queryRaw<TrafficRow[]>`
        SELECT "configNumber", "versionId", sum("units")::float8 AS "units", sum("errorUnits")::float8 AS "errorUnits",
          sum("requests")::float8 AS "requests", sum("errors")::float8 AS "errors"
        FROM "TrafficBucket" WHERE "endpointId" = ${endpointId}::uuid AND "configNumber" >= ${fromConfig} GROUP BY 1, 2`,
      this.db.prisma.$queryRaw<EvidenceRow[]>`
        SELECT "configNumber", "versionId", "name", sum("units")::float8 AS "units", sum("events")::float8 AS "events"
        FROM "EvidenceCount" WHERE "endpointId" = ${endpointId}::uuid AND "configNumber" >= ${fromConfig} AND "name" <> ${SCORE} GROUP BY 1, 2, 3`,
    ]);
    const errors = traffic.map((row) => ({ ...row, events: row.errorUnits }));
    const requests = traffic.map((row) => ({ ...row, units: row.requests, events: row.errors }));
    const measured = COUNTED.filter((name) => isAlike || !name.startsWith('latency_'));
    const others = measured.map((name) => ({ name, rows: evidence.filter((row) => row.name === name) }));
    const toldOf = Object.entries(told).map(([name, rows]) => ({ name: name as GuardrailName, rows }));
    return {
      guardrails: [{ name: 'errors' as const, rows: errors }, ...others, ...toldOf].map(({ name, rows }) => {
        return { name, segments: eventSegments(shares, rows) };
      }),
      requests: eventSegments(shares, requests),
      metrics: [],
    };
  }

  /** scores are units by the bin of their score, of both versions under configs that drew both. */
  async scores(endpointId: string, fromConfig: number, candidateVersionId: string): Promise<ScoreCounts> {
    const [shares, rows] = await Promise.all([
      this.shares(endpointId, fromConfig, candidateVersionId),
      this.db.prisma.$queryRaw<{ configNumber: number; versionId: string; bin: number; units: number }[]>`
        SELECT "configNumber", "versionId", "bin", sum("units")::float8 AS "units"
        FROM "EvidenceCount" WHERE "endpointId" = ${endpointId}::uuid AND "configNumber" >= ${fromConfig} AND "name" = ${SCORE} GROUP BY 1, 2, 3`,
    ]);
    const counts: ScoreCounts = { stable: emptyBins(), candidate: emptyBins() };
    for (const { configNumber, versionId, bin, units } of rows) {
      const share = shares.get(configNumber);
      if (share === undefined || share.weight <= 0 || share.weight >= 1) continue;
      if (versionId === candidateVersionId) counts.candidate[bin]! += units;
      else if (versionId === share.stableVersionId) counts.stable[bin]! += units;
    }
    return counts;
  }

  /** shares say what of the draws between stable and candidate are the candidate's, by config; one that does not know the candidate is not among them. */
  async shares(
    endpointId: string,
    fromConfig: number,
    candidateVersionId: string,
  ): Promise<ReadonlyMap<number, DrawnShare>> {
    const rows = await this.db.prisma.$queryRaw<{ number: number; stableVersionId: string; weight: number }[]>`
      SELECT c."number", s->>'versionId' AS "stableVersionId",
        coalesce((v->>'weightBp')::float8 / nullif((v->>'weightBp')::int + (s->>'weightBp')::int, 0), 0) AS "weight"
      FROM "EndpointConfig" c, jsonb_array_elements(c."variants") v, jsonb_array_elements(c."variants") s
      WHERE c."endpointId" = ${endpointId}::uuid AND c."number" >= ${fromConfig} AND v->>'versionId' = ${candidateVersionId} AND v->>'role' = 'candidate'
        AND s->>'role' = 'stable' ORDER BY c."number"`;
    return new Map(rows.map(({ number, ...share }) => [number, { ...share, candidateVersionId }]));
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
}

/** SCORE_BINS is how many equal bins of 0 to 1 scores are counted in. */
export const SCORE_BINS = 64;
/** SCORE is the name that scores are counted by. */
export const SCORE = 'score';
const emptyBins = (): number[] => Array.from({ length: SCORE_BINS }, () => 0);

/** DrawnShare is what of the draws between two versions are the candidate's (0 to 1) under one config. */
export interface DrawnShare {
  stableVersionId: string;
  candidateVersionId: string;
  weight: number;
}

/** What gateways count besides errors; whether a prediction was wrong they cannot know. */
const COUNTED = GuardrailName.exclude(['errors', 'wrong_predictions']).options;

/** OfVersion is a count of one version under one config. */
export interface OfVersion {
  configNumber: number;
  versionId: string;
}

/** CountedRow are units and events of one version under one config. */
export interface CountedRow extends OfVersion {
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

const eventSegments = (shares: ReadonlyMap<number, DrawnShare>, rows: readonly CountedRow[]): EvidenceSegment[] =>
  pairedByConfig(shares, rows, (row) => ({ units: row?.units ?? 0, events: row?.events ?? 0 }));

/** pairedByConfig sets both versions of a comparison beside each other, config by config; `armOf` turns the row of one, or none, into what is kept. */
export function pairedByConfig<R extends OfVersion, A>(
  shares: ReadonlyMap<number, DrawnShare>,
  rows: readonly R[],
  armOf: (row: R | undefined) => A,
): { configNumber: number; weight: number; stable: A; candidate: A }[] {
  return [...shares].flatMap(([configNumber, { weight, stableVersionId, candidateVersionId }]) => {
    const under = rows.filter((row) => row.configNumber === configNumber);
    if (under.length === 0) return [];
    const arm = (id: string): A => armOf(under.find(({ versionId }) => versionId === id));
    return [{ configNumber, weight, stable: arm(stableVersionId), candidate: arm(candidateVersionId) }];
  });
}
