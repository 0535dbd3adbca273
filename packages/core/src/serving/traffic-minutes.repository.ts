import { Prisma } from '@slipway/db';
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
  slower: number;
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
        COALESCE(sum(b."requests"), 0)::int AS "requests", COALESCE(sum(b."errors"), 0)::int AS "errors", COALESCE(sum(slow."count"), 0)::int AS "slower"
      FROM "Endpoint" e LEFT JOIN "TrafficBucket" b ON b."endpointId" = e."id" AND b."role" <> 'shadow' AND b."bucketAt" >= ${from} AND b."bucketAt" < ${to}
      LEFT JOIN LATERAL (${slowAnswers(slowerThanMs)}) slow ON true
      WHERE e."workspaceId" = ${workspaceId} AND (${endpoint}::text IS NULL OR e."name" = ${endpoint})
      GROUP BY 1, 2, 3 ORDER BY 1, 3`;
    return [...Map.groupBy(rows, (row) => row.endpoint)].map(([name, minutes]) => ({
      endpoint: name,
      since: minutes[0]!.since,
      minutes: minutes.flatMap(({ at, requests, errors, slower }) =>
        at === null ? [] : [{ at, requests, errors, slower }],
      ),
    }));
  };
}

/** Sketches are counted where they lie, as LatencySketch.countAbove does: a bucket counts when all of it is above the limit. */
const slowAnswers = (ms: number | null): Prisma.Sql =>
  ms === null
    ? Prisma.sql`SELECT 0 AS "count"`
    : Prisma.sql`
        SELECT sum((bucket->>1)::int) AS "count" FROM jsonb_array_elements(b."latency") sketch, jsonb_array_elements(sketch->'buckets') bucket
        WHERE (bucket->>0)::int > ceil(ln(${ms}::float8) / ln((1 + (sketch->>'accuracy')::float8) / (1 - (sketch->>'accuracy')::float8)))`;
