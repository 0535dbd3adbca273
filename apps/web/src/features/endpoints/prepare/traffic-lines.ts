import type { EndpointStats } from '@slipway/contracts';

/** TrafficRow is one moment of the traffic charts: requests a second by variant, and latencies over all. */
export interface TrafficRow {
  at: string;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  errors: number | null;
  [variant: string]: number | string | null;
}

/** trafficRows lays the points of all variants on one time axis; a bucket without requests is a gap in latency and zero in traffic. */
export function trafficRows({ points, from, to, bucketSeconds }: EndpointStats): {
  rows: TrafficRow[];
  variants: string[];
} {
  const variants = [...new Set(points.map(({ role, version }) => `${role} v${version}`))];
  const step = bucketSeconds * 1000;
  const first = Math.ceil(new Date(from).getTime() / step) * step;
  const rows: TrafficRow[] = [];
  for (let at = first; at + step <= new Date(to).getTime(); at += step) {
    const here = points.filter((point) => new Date(point.at).getTime() === at);
    const requests = here.reduce((sum, point) => sum + point.requests, 0);
    const busiest = here.reduce<(typeof here)[number] | undefined>(
      (most, point) => (point.requests > (most?.requests ?? 0) ? point : most),
      undefined,
    );
    const rates = variants.map((name): [string, number] => [
      name,
      here
        .filter(({ role, version }) => `${role} v${version}` === name)
        .reduce((sum, point) => sum + point.requests, 0) / bucketSeconds,
    ]);
    rows.push({
      at: new Date(at).toISOString(),
      p50: busiest?.p50Ms ?? null,
      p95: busiest?.p95Ms ?? null,
      p99: busiest?.p99Ms ?? null,
      errors: requests === 0 ? null : here.reduce((sum, point) => sum + point.errors, 0) / requests,
      ...Object.fromEntries(rates),
    });
  }
  return { rows, variants };
}
