import { afterEach, expect, test } from 'vitest';
import { fetchPublicModel } from '../../../../scripts/public-models.mjs';
import { loopModel, logisticModel, writeModel } from '../../test-models/known-models.js';
import type { Tensors } from '../tensors.js';
import { startChildRunner } from './child-runner.js';
import type { ChildRunner, ChildRunnerOptions } from './child-runner.js';
import { startInlineRunner } from './inline-runner.js';
import { chooseRunnerKind } from './model-runner.js';
import { RestartBudget } from './restart-budget.js';

const inputs = [{ name: 'features', datatype: 'FP32', shape: [-1, 2] }] as const;
const feeds: Tensors = { features: { datatype: 'FP32', shape: [2, 2], data: Float32Array.of(1, 1, 0, 0) } };
const scalar = [{ name: 'x', datatype: 'FP32', shape: [] }] as const;
const one: Tensors = { x: { datatype: 'FP32', shape: [], data: Float32Array.of(1) } };
// Long enough a run to be caught in the middle of it, about a tenth of a second.
const slowRounds = 200_000n;

const started: ChildRunner[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((runner) => runner.close()));
});

async function child(
  options: ChildRunnerOptions = {},
  proto = logisticModel(),
  spec: typeof inputs | typeof scalar = inputs,
) {
  const runner = await startChildRunner(await writeModel(proto), spec, options);
  started.push(runner);
  return runner;
}

test('a child answers what an inline run answers, on a real model too', async () => {
  const path = await fetchPublicModel('silero_vad_v5.onnx');
  const silero: Tensors = {
    input: {
      datatype: 'FP32',
      shape: [1, 512],
      data: Float32Array.from({ length: 512 }, (_, i) => Math.sin(i / 8) / 2),
    },
    state: { datatype: 'FP32', shape: [2, 1, 128], data: new Float32Array(256) },
    sr: { datatype: 'INT64', shape: [], data: BigInt64Array.of(16_000n) },
  };
  const inline = await startInlineRunner(path, []);
  const runner = await startChildRunner(path, []);
  started.push(runner);
  expect(await runner.run(silero)).toEqual(await inline.run(silero));
  expect(Object.keys(await runner.run(silero, { outputs: ['output'] }))).toEqual(['output']);
  await inline.close();
  await expect(inline.run(silero)).rejects.toMatchObject({ code: 'model_closed' });
});

test('many runs at once each get their own answer, close lets them end', async () => {
  const runner = await child();
  const runs = Array.from({ length: 50 }, (_, x) =>
    runner.run({ features: { datatype: 'FP32', shape: [1, 2], data: Float32Array.of(x, 2 * x + 0.5) } }),
  );
  await runner.close();
  for (const { probability } of await Promise.all(runs)) expect(probability?.data[0]).toBe(0.5);
  await expect(runner.run(feeds)).rejects.toMatchObject({ code: 'model_closed', status: 503 });
});

test("what the model refuses is the caller's error, the child lives", async () => {
  const runner = await child();
  const wrong: Tensors = { features: { datatype: 'FP32', shape: [1, 3], data: new Float32Array(3) } };
  await expect(runner.run(wrong)).rejects.toMatchObject({ code: 'model_run_failed', status: 400 });
  expect((await runner.run(feeds)).probability?.shape).toEqual([2, 1]);
});

test('a model that does not load refuses to start', async () => {
  const path = await writeModel(new TextEncoder().encode('no model'));
  await expect(startChildRunner(path, [])).rejects.toMatchObject({ code: 'model_not_loadable' });
});

test.each([
  [2, {}],
  [4, { maxInFlight: 4 }],
])(
  'kill -9 rejects the %i runs that the child was given, who waited is answered by the one that comes back',
  async (given, limits) => {
    const crashes: boolean[] = [];
    const onCrash = (_: string, restarting: boolean) => void crashes.push(restarting);
    const runner = await child({ ...limits, restartWaitMs: 60_000, onCrash }, loopModel(slowRounds), scalar);
    const first = runner.pid;
    const runs = Array.from({ length: given }, () => runner.run(one));
    const waited = runner.run(one);
    if (first) process.kill(first, 'SIGKILL');
    for (const outcome of await Promise.allSettled(runs)) {
      expect(outcome).toMatchObject({
        reason: { code: 'replica_crashed', status: 503, message: expect.stringContaining('SIGKILL') },
      });
    }
    expect((await Promise.all([waited, runner.run(one)])).map(({ y }) => y?.data[0])).toEqual([200_001, 200_001]);
    expect(runner.pid).not.toBe(first);
    expect(crashes).toEqual([true]);
  },
);

test('a child that is not back in time is waited for by nobody', async () => {
  const restart = { budget: 5, windowMs: 60_000, firstDelayMs: 60_000, maxDelayMs: 60_000 };
  const runner = await child({ restart, restartWaitMs: 20 }, loopModel(slowRounds), scalar);
  const runs = [runner.run(one), runner.run(one), runner.run(one)];
  if (runner.pid) process.kill(runner.pid, 'SIGKILL');
  for (const outcome of await Promise.allSettled(runs)) {
    expect(outcome).toMatchObject({ reason: { code: 'replica_crashed', status: 503 } });
  }
  await expect(runner.run(one)).rejects.toMatchObject({ code: 'replica_crashed' });
  await runner.close();
});

test('when the budget is spent the child stays down', async () => {
  const restart = { budget: 0, windowMs: 1_000, firstDelayMs: 1, maxDelayMs: 1 };
  const crashes: boolean[] = [];
  const runner = await child({ restart, onCrash: (_, restarting) => crashes.push(restarting) });
  if (runner.pid) process.kill(runner.pid, 'SIGKILL');
  await expect.poll(() => crashes).toEqual([false]);
  await expect(runner.run(feeds)).rejects.toMatchObject({ message: expect.stringContaining('failed') });
});

test('a deadline ends the wait, and a run that waited too long never starts', async () => {
  const runner = await child({ maxQueue: 2 }, loopModel(slowRounds), scalar);
  const running = [runner.run(one), runner.run(one)];
  const late = runner.run(one, { timeoutMs: 1 });
  const waiting = runner.run(one);
  await expect(runner.run(one)).rejects.toMatchObject({ code: 'queue_full', status: 503 });
  await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded', status: 504 });
  await expect(runner.run(one, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  expect((await Promise.all([...running, waiting])).map(({ y }) => y?.data[0])).toEqual([200_001, 200_001, 200_001]);
});

test.each(['inline', 'child'] as const)('%s: the time of a run is the model’s own, not its wait', async (kind) => {
  const proto = loopModel(20_000n);
  const runner =
    kind === 'child' ? await child({}, proto, scalar) : await startInlineRunner(await writeModel(proto), scalar);
  const took: number[] = [];
  const fromMs = performance.now();
  await Promise.all([1, 2, 3, 4].map(() => runner.run(one, { onRan: (runMs) => took.push(runMs) })));
  const allMs = performance.now() - fromMs;
  expect(took).toHaveLength(4);
  // Waits counted too, four runs one after the other would add up to two and a half times the whole.
  expect(took.reduce((sum, runMs) => sum + runMs)).toBeLessThanOrEqual(allMs);
  expect(Math.min(...took)).toBeGreaterThan(0);
  await runner.close();
});

test('a run that hangs is killed', async () => {
  const runner = await child({ hangMs: 5 }, loopModel(slowRounds), scalar);
  await expect(runner.run(one)).rejects.toMatchObject({ code: 'replica_crashed' });
});

test('restarts wait longer each time, within a sliding window', () => {
  let nowMs = 0;
  const budget = new RestartBudget({ budget: 4, windowMs: 1_000, firstDelayMs: 100, maxDelayMs: 350 }, () => nowMs);
  expect([1, 2, 3, 4, 5].map(() => budget.nextDelayMs())).toEqual([100, 200, 350, 350, null]);
  nowMs = 1_000;
  expect(budget.nextDelayMs()).toBe(100);
});

test.each([
  [0.2, 'inline'],
  [0.5, 'child'],
  [null, 'child'],
])('a run of %s ms goes %s', (runMs, kind) => {
  expect(chooseRunnerKind(runMs)).toBe(kind);
});
