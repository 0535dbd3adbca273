import type { Db } from '../kernel/db.js';
import type { TimeWindow } from './window.js';

/** Arrivals tells how many predictions of an endpoint reached a model in windows of the clock, failed ones too, in their order, and when the first and the last one came. */
export interface Arrivals {
  counts: (endpointId: string, windows: readonly TimeWindow[]) => Promise<number[]>;
  span: (endpointId: string) => Promise<{ firstAt: Date; lastAt: Date } | null>;
}

/** ArrivalsRepository reads what gateways counted by the time of arrival: rows of all requests that reached a model, logged or not, also of failed ones; shadows, whose answers nobody sees, are not in it. An index holds all that is asked: the rows of weeks, with their latencies, are gigabytes. */
export class ArrivalsRepository implements Arrivals {
  constructor(private readonly db: Db) {}

  async counts(endpointId: string, windows: readonly TimeWindow[]): Promise<number[]> {
    if (windows.length === 0) return [];
    const { rows } = await this.db.pool.query<{ rows: string }>(
      `SELECT coalesce(sum(b."rows"), 0) AS "rows" FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS w("from", "to", "place")
       LEFT JOIN "TrafficBucket" b ON b."endpointId" = $1 AND b."role" <> 'shadow' AND b."bucketAt" >= w."from" AND b."bucketAt" < w."to"
       GROUP BY w."place" ORDER BY w."place"`,
      [endpointId, windows.map(({ from }) => from), windows.map(({ to }) => to)],
    );
    return rows.map((one) => Number(one.rows));
  }

  async span(endpointId: string): Promise<{ firstAt: Date; lastAt: Date } | null> {
    const { rows } = await this.db.pool.query<{ firstAt: Date | null; lastAt: Date | null }>(
      `SELECT min("bucketAt") AS "firstAt", max("bucketAt") AS "lastAt" FROM "TrafficBucket" WHERE "endpointId" = $1`,
      [endpointId],
    );
    const [{ firstAt, lastAt } = { firstAt: null, lastAt: null }] = rows;
    return firstAt === null || lastAt === null ? null : { firstAt, lastAt };
  }

  /** readOnce gives the same answers and reads each window once: days held against the days before them share most of these; hours, and weeks, share fewer. */
  readOnce(): Arrivals {
    const known = new Map<string, number>();
    const spans = new Map<string, ReturnType<Arrivals['span']>>();
    const keyOf = (endpointId: string, { from, to }: TimeWindow): string =>
      `${endpointId} ${from.getTime()} ${to.getTime()}`;
    const counts: Arrivals['counts'] = async (endpointId, windows) => {
      const missing = windows.filter((window) => !known.has(keyOf(endpointId, window)));
      const read = await this.counts(endpointId, missing);
      missing.forEach((window, i) => known.set(keyOf(endpointId, window), read[i] ?? 0));
      return windows.map((window) => known.get(keyOf(endpointId, window)) ?? 0);
    };
    const span: Arrivals['span'] = (endpointId) => {
      const asked = spans.get(endpointId) ?? this.span(endpointId);
      spans.set(endpointId, asked);
      return asked;
    };
    return { counts, span };
  }
}
