import { expect, test } from 'vitest';
import { onnxBytes } from '../../test-models/build-model.js';
import { classifierModel } from '../../test-models/known-models.js';
import type { Tensors } from '../tensors.js';
import { startInlineRunner } from './inline-runner.js';
import type { ModelRunner } from './model-runner.js';
import { TurnRunner } from './turn-runner.js';

const rows = (...values: number[]): Tensors => ({
  x: { datatype: 'FP32', shape: [values.length / 2, 2], data: Float32Array.from(values) },
});
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Notes the feeds of a real model's runs; each takes `slowMs` of the thread. */
async function noted(slowMs = 0) {
  const inner = await startInlineRunner(onnxBytes(classifierModel()), []);
  const runs: Tensors[] = [];
  const runner: ModelRunner = {
    kind: inner.kind,
    measuredRunMs: inner.measuredRunMs,
    run: (feeds, options) => {
      runs.push(feeds);
      const until = performance.now() + slowMs;
      while (performance.now() < until);
      return inner.run(feeds, options);
    },
    close: () => inner.close(),
  };
  return { inner, runs, turns: new TurnRunner(runner) };
}

test('runs wait for the end of the turn, each is done for itself and answered as without others', async () => {
  const { inner, runs, turns } = await noted();
  const feeds = [rows(1, 2), rows(3, 4, 5, 6), rows(7, 8)];
  const answers = Promise.all(feeds.map((one) => turns.run(one)));
  expect(runs).toEqual([]);
  await turn();
  expect(runs).toEqual(feeds);
  for (const [i, answer] of (await answers).entries()) expect(answer).toEqual(await inner.run(feeds[i]!));
  await turns.close();
});

test('a refused run fails its own caller, in its place', async () => {
  const { turns } = await noted();
  const wrong = { x: { datatype: 'FP32', shape: [1, 3], data: new Float32Array(3) } } as const;
  const outcomes = await Promise.allSettled([rows(1, 1), wrong, rows(2, 2)].map((feeds) => turns.run(feeds)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await turns.close();
});

test('whose time ends while others run does not enter a run', async () => {
  const { runs, turns } = await noted(5);
  const first = turns.run(rows(1, 1));
  const late = expect(turns.run(rows(2, 2), { startWithinMs: 2 })).rejects.toMatchObject({ code: 'too_late_to_start' });
  const over = expect(turns.run(rows(3, 3), { timeoutMs: 2 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  await Promise.all([first, late, over]);
  expect(runs).toHaveLength(3);
  await turns.close();
});

test('the thread is given back after 10 ms, the rest of the runs come in later turns', async () => {
  const { runs, turns } = await noted(6);
  const answers = [rows(1, 1), rows(2, 2), rows(3, 3)].map((feeds) => turns.run(feeds));
  await turn();
  expect([1, 2]).toContain(runs.length);
  await Promise.all(answers);
  expect(runs).toHaveLength(3);
  await turns.close();
});

test('close does what was accepted and refuses the rest', async () => {
  const { turns } = await noted();
  const accepted = turns.run(rows(1, 1));
  await turns.close();
  expect((await accepted).label?.shape).toEqual([1]);
  await expect(turns.run(rows(1, 1))).rejects.toMatchObject({ code: 'model_closed' });
});
