import type { OptimizationPoint } from '@slipway/contracts';
import { describe, expect, test } from 'vitest';
import { adviseSetting } from './advise-setting.js';

const point = (
  name: string,
  rowsPerSecond: number,
  p95Ms: number,
  more: Partial<OptimizationPoint> = {},
): OptimizationPoint => {
  const [replicas, threads, batchRows, callers] = name.split(' ').map(Number) as [number, number, number, number];
  const seen = {
    requests: 100,
    failed: 0,
    requestsPerSecond: rowsPerSecond,
    rowsPerSecond,
    p50Ms: p95Ms / 2,
    p95Ms,
    p99Ms: p95Ms,
  };
  return { replicas, threads, batchRows, callers, ...seen, ...more };
};
const points = [
  point('1 1 1 1', 1_000, 1),
  point('1 1 1 16', 1_200, 14),
  point('1 1 16 16', 5_000, 6),
  point('2 1 1 16', 2_300, 8),
  point('1 2 1 16', 2_350, 9),
  point('4 1 1 64', 9_000, 40, { failed: 1 }),
];
const nameOf = (limit: Partial<Parameters<typeof adviseSetting>[1]>, of = points) => {
  const found = adviseSetting(of, { p95Ms: null, runtime: null, ...limit }).point;
  return found && [found.replicas, found.threads, found.batchRows, found.callers].join(' ');
};

describe('the advice', () => {
  test.each([
    ['the most rows, failures apart', {}, '1 1 16 16'],
    ['under a limit', { p95Ms: 2 }, '1 1 1 1'],
    ['containers do not join: of equal ones the faster answers', { runtime: 'docker' }, '2 1 1 16'],
    ['a gateway has one process of one thread', { runtime: 'embedded', p95Ms: 20 }, '1 1 16 16'],
    ['nothing is that fast', { p95Ms: 0.5 }, null],
  ] as const)('%s', (_, limit, wanted) => expect(nameOf(limit)).toBe(wanted));

  test('of settings within 5 % the smaller one', () => {
    expect(nameOf({}, [point('2 1 1 16', 1_040, 8), point('1 1 1 16', 1_000, 9)])).toBe('1 1 1 16');
    expect(nameOf({}, [point('2 1 1 16', 1_100, 8), point('1 1 1 16', 1_000, 9)])).toBe('2 1 1 16');
  });

  test('says what it goes by, and what the least was where nothing fits', () => {
    expect(adviseSetting(points, { p95Ms: null, runtime: null }).why).toMatch(
      /^5,000 rows a second at 16 callers.*4.17 times/,
    );
    expect(adviseSetting(points, { p95Ms: 0.5, runtime: null }).why).toContain('the least was 1 ms');
    expect(adviseSetting([], { p95Ms: null, runtime: null }).point).toBeNull();
  });
});
