import type { EndpointStats, TrafficPoint } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { errorKinds, prepareTraffic, variantNumbers } from './traffic.js';

const point = (
  minute: number,
  role: 'stable' | 'candidate',
  version: number,
  requests: number,
  errors = 0,
): TrafficPoint => ({
  at: `2026-05-12T14:0${minute}:00.000Z`,
  role,
  version,
  requests,
  rows: requests,
  errors,
  p50Ms: requests === 0 ? null : 2,
  p95Ms: requests === 0 ? null : 8,
  p99Ms: requests === 0 ? null : 9,
});
const stats = (points: TrafficPoint[]): EndpointStats => ({
  from: '2026-05-12T14:00:00.000Z',
  to: '2026-05-12T14:09:00.000Z',
  bucketSeconds: 60,
  points,
  totals: { requests: 0, rows: 0, errors: 0, p50Ms: null, p95Ms: null, p99Ms: null, requestsPerSecond: 0 },
  errorsByCode: {},
});

describe('prepareTraffic', () => {
  const pictures = prepareTraffic(
    stats([
      point(1, 'stable', 1, 120),
      point(1, 'candidate', 2, 60, 6),
      point(2, 'stable', 1, 30),
      point(2, 'stable', 2, 90),
    ]),
    'stable',
  );
  it('draws requests a second by variant', () =>
    expect(pictures.rate.rows.map(({ stable, candidate }) => [stable, candidate])).toEqual([
      [2, 1],
      [2, undefined],
    ]));
  it('names every version that held a role', () =>
    expect(pictures.rate.series.map(({ label }) => label)).toEqual(['stable v1, v2', 'candidate v2']));
  it('draws errors as a share', () => expect(pictures.errors.rows[0]).toMatchObject({ stable: 0, candidate: 0.1 }));
  it('marks where the stable version changes', () =>
    expect(pictures.rate.marks).toEqual([{ at: Date.parse('2026-05-12T14:02:00Z'), label: 'v2' }]));
  it('draws the latency of one role', () =>
    expect(pictures.latency.series.map(({ label }) => label)).toEqual(['p50', 'p95', 'p99']));
  it('never draws missing latency as zero', () =>
    expect(prepareTraffic(stats([point(1, 'stable', 1, 0)]), 'stable').latency.rows[0]).toMatchObject({ p95Ms: null }));
});

it('errorKinds puts the most frequent first', () =>
  expect(errorKinds({ a: 1, b: 3 })).toEqual([
    { code: 'b', count: 3 },
    { code: 'a', count: 1 },
  ]));

it('variantNumbers sums one variant and its share', () => {
  const points = [point(1, 'stable', 1, 75), point(1, 'candidate', 2, 20, 2), point(2, 'candidate', 2, 5)];
  const [stable, candidate] = [{ role: 'stable', version: 1 } as const, { role: 'candidate', version: 2 } as const];
  const numbers = variantNumbers(points, candidate, [stable, candidate]);
  expect(numbers).toEqual({ requests: 25, errors: 2, share: 0.25 });
});

it('variantNumbers sees the share since a promotion, not before it', () => {
  const before = [point(1, 'stable', 1, 900), point(1, 'candidate', 2, 100)];
  const promoted = { role: 'stable', version: 2 } as const;
  const after = [point(2, 'stable', 2, 70), point(3, 'stable', 2, 10)];
  expect(variantNumbers([...before, ...after], promoted, [promoted])).toEqual({ requests: 80, errors: 0, share: 1 });
  const mixed = [...before, point(2, 'stable', 1, 500), point(2, 'stable', 2, 20)];
  expect(variantNumbers(mixed, promoted, [promoted])).toEqual({ requests: 20, errors: 0, share: null });
});

it('variantNumbers sees the share of a version that came back since the other one is gone', () => {
  const back = { role: 'stable', version: 1 } as const;
  const before = [point(1, 'stable', 1, 100), point(2, 'stable', 1, 50), point(2, 'candidate', 2, 50)];
  expect(variantNumbers(before, back, [back])).toMatchObject({ share: null });
  expect(variantNumbers([...before, point(3, 'stable', 1, 30)], back, [back])).toMatchObject({ share: 1 });
});
