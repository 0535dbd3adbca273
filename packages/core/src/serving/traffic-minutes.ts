import { LatencySketch, type SerializedLatencySketch } from '@slipway/stats';
import type { Db } from '../kernel/db.js';

/** MinutesQuery asks for the traffic of one endpoint or of all (null); `slowerThanMs` makes slow answers count. */
export interface MinutesQuery {
  workspaceId: string;
  endpoint: string | null;
  from: Date;
  to: Date;
  slowerThanMs: number | null;
}

/** EndpointMinutes is the traffic of one endpoint by minute; minutes without requests are left out. */
export interface EndpointMinutes {
  endpoint: string;
  since: Date;
  minutes: { at: Date; requests: number; errors: number; slower: number }[];
}

interface MinuteRow {
  endpoint: string;
  since: Date;
  /** Null: an endpoint without traffic. */
  at: Date | null;
  requests: number;
  errors: number;
  latency: SerializedLatencySketch[][];
}

/** TrafficMinutes reads what gateways counted, minute by minute. */
export class TrafficMinutes {
  constructor(private readonly db: Db) {}

  /** read counts by endpoint and minute what callers saw: shadows, whose answers nobody sees, are not in it. */
  readonly read = async ({
    workspaceId,
    endpoint,
    from,
    to,
    slowerThanMs,
  }: MinutesQuery): Promise<EndpointMinutes[]> => {
    const rows = await this.db.prisma.$queryRaw<MinuteRow[]>`
      SELECT e."name" AS "endpoint", e."createdAt" AS "since", date_trunc('minute', b."bucketAt") AS "at",
        COALESCE(sum(b."requests"), 0)::int AS "requests", COALESCE(sum(b."errors"), 0)::int AS "errors",
        CASE WHEN ${slowerThanMs !== null} THEN COALESCE(jsonb_agg(b."latency") FILTER (WHERE b."latency" IS NOT NULL), '[]') ELSE '[]' END AS "latency"
      FROM "Endpoint" e LEFT JOIN "TrafficBucket" b ON b."endpointId" = e."id" AND b."role" <> 'shadow' AND b."bucketAt" >= ${from} AND b."bucketAt" < ${to}
      WHERE e."workspaceId" = ${workspaceId} AND (${endpoint}::text IS NULL OR e."name" = ${endpoint})
      GROUP BY 1, 2, 3 ORDER BY 1, 3`;
    return [...Map.groupBy(rows, (row) => row.endpoint)].map(([name, minutes]) => ({
      endpoint: name,
      since: minutes[0]!.since,
      minutes: minutes.flatMap(({ at, requests, errors, latency }) =>
        at === null ? [] : [{ at, requests, errors, slower: slowerThan(latency.flat(), slowerThanMs) }],
      ),
    }));
  };
}

const slowerThan = (sketches: readonly SerializedLatencySketch[], ms: number | null): number =>
  ms === null ? 0 : sketches.reduce((count, sketch) => count + LatencySketch.deserialize(sketch).countAbove(ms), 0);
