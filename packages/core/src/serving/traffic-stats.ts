import type { EndpointStats, TrafficPoint } from '@slipway/contracts';
import { LatencySketch } from '@slipway/stats';
import type { BucketRow } from './traffic.repository.js';

const POINTS = 120;
const FLUSH_SECONDS = 5;

/** trafficStats merges five-second buckets into at most 120 points a variant; a latency without requests is null, never zero. Totals are of callers, so shadows are not in them. */
export function trafficStats(
  rows: readonly BucketRow[],
  from: Date,
  to: Date,
  versionNumbers: ReadonlyMap<string, number>,
): EndpointStats {
  const seconds = (to.getTime() - from.getTime()) / 1000;
  const bucketSeconds = Math.max(FLUSH_SECONDS, Math.ceil(seconds / POINTS / FLUSH_SECONDS) * FLUSH_SECONDS);
  const points = new Map<string, { first: BucketRow; at: number; rows: BucketRow[] }>();
  for (const row of rows) {
    const at = Math.floor(row.bucketAt.getTime() / 1000 / bucketSeconds) * bucketSeconds * 1000;
    const key = `${at} ${row.role} ${row.versionId}`;
    const point = points.get(key) ?? { first: row, at, rows: [] };
    point.rows.push(row);
    points.set(key, point);
  }
  const total = sums(rows.filter(({ role }) => role !== 'shadow'));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    bucketSeconds,
    points: [...points.values()].map(({ first, at, rows: inside }): TrafficPoint => ({
      at: new Date(at).toISOString(),
      role: first.role,
      version: versionNumbers.get(first.versionId) ?? 0,
      ...sums(inside),
    })),
    totals: { ...total, requestsPerSecond: total.requests / seconds },
    errorsByCode: errorCodes(rows),
  };
}

function sums(
  rows: readonly BucketRow[],
): Pick<TrafficPoint, 'requests' | 'rows' | 'errors' | 'p50Ms' | 'p95Ms' | 'p99Ms'> {
  const latency = new LatencySketch();
  const sum = { requests: 0, rows: 0, errors: 0 };
  for (const row of rows) {
    sum.requests += row.requests;
    sum.rows += row.rows;
    sum.errors += row.errors;
    for (const part of row.latency) latency.merge(LatencySketch.deserialize(part));
  }
  const at = (q: number) => (latency.count === 0 ? null : latency.quantile(q));
  return { ...sum, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function errorCodes(rows: readonly BucketRow[]): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const part of rows.flatMap((row) => row.errorCodes))
    for (const [code, count] of Object.entries(part)) codes[code] = (codes[code] ?? 0) + count;
  return codes;
}
