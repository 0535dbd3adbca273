import type { EndpointTotals } from '@slipway/contracts';
import { LatencySketch } from '@slipway/stats';
import type { Db } from '../kernel/db.js';

type Counts = Pick<EndpointTotals, 'endpoint' | 'requests' | 'rows' | 'errors'>;
/** So many answers fell into a bucket of a sketch; null: too fast for one. */
interface LatencyCount {
  endpoint: string;
  index: number | null;
  count: number;
}

/** TrafficTotalsRepository adds up what callers of all endpoints saw; sketches are merged in the database, as many of them as there were five seconds. */
export class TrafficTotalsRepository {
  constructor(private readonly db: Db) {}

  /** totals returns the sums of each endpoint with a request in the span, shadows left out. */
  async totals(workspaceId: string, from: Date, to: Date): Promise<EndpointTotals[]> {
    const [counts, latencies] = await Promise.all([
      this.counts(workspaceId, from, to),
      this.latencies(workspaceId, from, to),
    ]);
    const byEndpoint = Map.groupBy(latencies, ({ endpoint }) => endpoint);
    const seconds = (to.getTime() - from.getTime()) / 1_000;
    return counts.map((row) => {
      const sketch = sketchOf(byEndpoint.get(row.endpoint) ?? []);
      const at = (q: number): number | null => (sketch.count === 0 ? null : sketch.quantile(q));
      return { ...row, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), requestsPerSecond: row.requests / seconds };
    });
  }

  private counts(workspaceId: string, from: Date, to: Date): Promise<Counts[]> {
    return this.db.prisma.$queryRaw`
      SELECT e."name" AS "endpoint", sum(b."requests")::int AS "requests", sum(b."rows")::int AS "rows", sum(b."errors")::int AS "errors"
      FROM "Endpoint" e JOIN "TrafficBucket" b ON b."endpointId" = e."id"
      WHERE e."workspaceId" = ${workspaceId} AND b."bucketAt" >= ${from} AND b."bucketAt" < ${to} AND b."role" <> 'shadow'
      GROUP BY 1 HAVING sum(b."requests") > 0 ORDER BY 1`;
  }

  private latencies(workspaceId: string, from: Date, to: Date): Promise<LatencyCount[]> {
    return this.db.prisma.$queryRaw`
      SELECT e."name" AS "endpoint", one."index", sum(one."count")::int AS "count"
      FROM "Endpoint" e JOIN "TrafficBucket" b ON b."endpointId" = e."id",
        jsonb_array_elements(b."latency") sketch, LATERAL (
          SELECT (bucket->>0)::int AS "index", (bucket->>1)::int AS "count" FROM jsonb_array_elements(sketch->'buckets') bucket
          UNION ALL SELECT NULL, (sketch->>'zeros')::int) one
      WHERE e."workspaceId" = ${workspaceId} AND b."bucketAt" >= ${from} AND b."bucketAt" < ${to} AND b."role" <> 'shadow' AND one."count" > 0
      GROUP BY 1, 2`;
  }
}

/** Gateways count with the accuracy that a sketch has by itself. */
function sketchOf(counts: readonly LatencyCount[]): LatencySketch {
  const buckets = counts.flatMap(({ index, count }): [number, number][] => (index === null ? [] : [[index, count]]));
  const zeros = counts.reduce((sum, { index, count }) => sum + (index === null ? count : 0), 0);
  return LatencySketch.deserialize({ ...new LatencySketch().serialize(), zeros, buckets });
}
