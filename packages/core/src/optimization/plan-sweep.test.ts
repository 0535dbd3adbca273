import { expect, test } from 'vitest';
import { planSweep } from './plan-sweep.js';

const of = (more: Partial<Parameters<typeof planSweep>[0]> = {}) =>
  planSweep({ cpus: 2, canBatch: true, maxSeconds: 60, done: [], ...more });
const named = ({ settings }: ReturnType<typeof planSweep>) =>
  settings.map(({ replicas, threads, batchRows }) => `${replicas}x${threads}/${batchRows}`);

test.each([
  [1, false, ['1x1/1']],
  [2, true, ['1x1/1', '1x2/1', '2x1/1', '1x1/4', '1x1/16', '1x1/64']],
  [6, false, ['1x1/1', '1x2/1', '1x4/1', '2x1/1', '2x2/1', '4x1/1']],
])('%d processors, batches: %s', (cpus, canBatch, wanted) => expect(named(of({ cpus, canBatch }))).toEqual(wanted));

test.each([5, 60, 600])('%d seconds are shared by all points, and are not exceeded', (maxSeconds) => {
  const { points, warmUpMs, measureMs, settings } = of({ maxSeconds });
  expect(points).toBe(24);
  const most = Math.max(maxSeconds * 1_000, points * 60 + settings.length * 500);
  expect(points * (warmUpMs + measureMs) + settings.length * 500).toBeLessThanOrEqual(most + 1);
});

test('what an earlier attempt measured is not measured again', () => {
  const setting = { replicas: 1, threads: 1, batchRows: 1 };
  const done = [...[1, 4, 16, 64].map((callers) => ({ ...setting, callers })), { ...setting, threads: 2, callers: 4 }];
  const { settings, points } = of({ canBatch: false, done });
  expect(points).toBe(12);
  expect(settings).toEqual([
    { replicas: 1, threads: 2, batchRows: 1, callers: [1, 16, 64] },
    { replicas: 2, threads: 1, batchRows: 1, callers: [1, 4, 16, 64] },
  ]);
});
