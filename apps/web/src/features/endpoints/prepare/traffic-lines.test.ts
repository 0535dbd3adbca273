import type { EndpointStats } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { trafficRows } from './traffic-lines.js';

const point = (at: string, role: 'stable' | 'candidate', version: number, requests: number, errors: number) => ({
  at,
  role,
  version,
  requests,
  rows: requests,
  errors,
  p50Ms: 1,
  p95Ms: 2,
  p99Ms: 3,
});
const stats = (points: EndpointStats['points']): EndpointStats => ({
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-01T00:00:20Z',
  bucketSeconds: 5,
  points,
  errorsByCode: {},
  totals: { requests: 0, rows: 0, errors: 0, p50Ms: null, p95Ms: null, p99Ms: null, requestsPerSecond: 0 },
});

test('variants share one time axis; no requests is zero traffic and a gap in latency', () => {
  const { rows, variants } = trafficRows(
    stats([
      point('2026-01-01T00:00:05.000Z', 'stable', 1, 90, 0),
      point('2026-01-01T00:00:05.000Z', 'candidate', 2, 10, 5),
    ]),
  );
  expect(variants).toEqual(['stable v1', 'candidate v2']);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toMatchObject({ 'stable v1': 0, p95: null, errors: null });
  expect(rows[1]).toMatchObject({ 'stable v1': 18, 'candidate v2': 2, p95: 2, errors: 0.05 });
});
