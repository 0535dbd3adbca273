import { expect, test } from 'vitest';
import { logisticModel, writeModel } from '../../test-models/known-models.js';
import type { ModelRunner } from '../runners/model-runner.js';
import { ChildFailed } from '../throw-away-child.js';
import { measurePoint } from './measure-point.js';
import type { SweepPlan, SweptPoint } from './sweep-child.js';
import { sweepModel } from './sweep-model.js';

const requests = [
  { feeds: { features: { datatype: 'FP32' as const, shape: [1, 2], data: Float32Array.of(1, 2) } }, rows: 1 },
];
const planOf = async (more: Partial<SweepPlan> = {}): Promise<SweepPlan> => ({
  path: await writeModel(logisticModel()),
  inputs: [{ name: 'features', datatype: 'FP32', shape: [-1, 2] }],
  requests,
  settings: [{ replicas: 1, threads: 1, batchRows: 1, callers: [1] }],
  batchDelayMs: 1,
  warmUpMs: 20,
  measureMs: 200,
  ...more,
});
const never = new AbortController().signal;

test('each setting is measured at each number of callers, and a batch is shared', async () => {
  const points: SweptPoint[] = [];
  const settings = [
    { replicas: 1, threads: 1, batchRows: 1, callers: [1, 4] },
    { replicas: 2, threads: 1, batchRows: 8, callers: [16] },
  ];
  const plan = await planOf({ settings });
  const limits = { timeoutMs: 20_000, signal: never, onPoint: (point: SweptPoint) => points.push(point) };
  expect(await sweepModel(plan, limits)).toBe(true);
  expect(points.map(({ replicas, batchRows, callers }) => [replicas, batchRows, callers])).toEqual([
    [1, 1, 1],
    [1, 1, 4],
    [2, 8, 16],
  ]);
  for (const { requests: answered, failed, requestsPerSecond, p50Ms, p95Ms } of points) {
    expect(answered).toBeGreaterThan(1);
    expect([failed, requestsPerSecond > 0, p50Ms! <= p95Ms!]).toEqual([0, true, true]);
  }
});

test('a sweep ends at its time with what it has, when it is told to, and with the fault of a model that does not load', async () => {
  const plan = await planOf({ measureMs: 60_000 });
  const onPoint = () => undefined;
  expect(await sweepModel(plan, { timeoutMs: 400, signal: never, onPoint })).toBe(false);
  const ended = await sweepModel(plan, { timeoutMs: 60_000, signal: AbortSignal.timeout(100), onPoint }).catch(
    (e: unknown) => e,
  );
  expect(ended).toBeInstanceOf(ChildFailed);
  const broken = { ...plan, path: await writeModel(new TextEncoder().encode('no model')) };
  await expect(sweepModel(broken, { timeoutMs: 60_000, signal: never, onPoint })).rejects.toMatchObject({
    code: 'model_not_loadable',
  });
});

test('what fails is counted apart, and answers of the warm-up are left out', async () => {
  let runs = 0;
  const runner = {
    run: async () => {
      runs += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (runs % 2 === 0) throw new Error('no');
      return {};
    },
  } as unknown as ModelRunner;
  const seen = await measurePoint([runner], requests, { callers: 1, warmUpMs: 20, measureMs: 400 });
  expect(seen.requests + seen.failed).toBeLessThan(runs);
  expect(seen.failed).toBeGreaterThan(2);
  expect(seen.p50Ms).toBeGreaterThan(4);
  expect(seen.requestsPerSecond).toBeLessThan(150);
});
