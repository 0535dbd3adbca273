import { expect, test } from 'vitest';
import { onnxBytes } from '../../test-models/build-model.js';
import { classifierModel, echoModel } from '../../test-models/known-models.js';
import { InferenceError } from '../inference-error.js';
import type { Tensors } from '../tensors.js';
import { BatchingRunner } from './batching-runner.js';
import { startInlineRunner } from './inline-runner.js';
import type { ModelRunner, RunOptions } from './model-runner.js';

/** Counts the runs of a real model and may refuse some feeds. */
async function counted(refuse: (feeds: Tensors) => InferenceError | null = () => null, proto = classifierModel()) {
  const inner = await startInlineRunner(onnxBytes(proto), []);
  const runs: { feeds: Tensors; options: RunOptions | undefined }[] = [];
  const runner: ModelRunner = {
    kind: inner.kind,
    measuredRunMs: inner.measuredRunMs,
    run: (feeds, options) => {
      runs.push({ feeds, options });
      const refusal = refuse(feeds);
      return refusal ? Promise.reject(refusal) : inner.run(feeds, options);
    },
    close: () => inner.close(),
  };
  return { runner, runs, inner };
}

function rows(...values: number[]): Tensors {
  return { x: { datatype: 'FP32', shape: [values.length / 2, 2], data: Float32Array.from(values) } };
}

test('callers share one run and each gets its own rows and outputs', async () => {
  const { runner, runs, inner } = await counted();
  const batching = new BatchingRunner(runner, { maxRows: 100, maxDelayMs: 0 });
  const feeds = Array.from({ length: 20 }, (_, i) => (i % 2 ? rows(i, 1) : rows(1, i, i, 2)));
  const answers = await Promise.all(feeds.map((feed, i) => batching.run(feed, i === 3 ? { outputs: ['label'] } : {})));
  expect(runs).toHaveLength(1);
  for (const [i, feed] of feeds.entries()) {
    expect(answers[i]).toEqual(await inner.run(feed, i === 3 ? { outputs: ['label'] } : {}));
  }
  await batching.close();
});

test('strings and booleans are joined and split too', async () => {
  const { runner, runs } = await counted(undefined, echoModel());
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 0 });
  const feed = (text: string, count: bigint): Tensors => ({
    text: { datatype: 'BYTES', shape: [1], data: [text] },
    count: { datatype: 'INT64', shape: [1], data: BigInt64Array.of(count) },
    flag: { datatype: 'BOOL', shape: [1], data: Uint8Array.of(Number(count % 2n)) },
  });
  const [a, b] = await Promise.all([batching.run(feed('a', 1n)), batching.run(feed('b', 2n))]);
  expect([a?.text_out?.data, b?.text_out?.data]).toEqual([['a'], ['b']]);
  expect([a?.count_out?.data, b?.flag_out?.data]).toEqual([BigInt64Array.of(1n), Uint8Array.of(0)]);
  expect(runs).toHaveLength(1);
  await batching.close();
});

test('a batch never exceeds its rows, other shapes never share it', async () => {
  const { runner, runs } = await counted();
  const batching = new BatchingRunner(runner, { maxRows: 4, maxDelayMs: 5 });
  const three = { x: { datatype: 'FP32', shape: [1, 3], data: new Float32Array(3) } } as const;
  const wrong = batching.run(three);
  const two = rows(1, 1, 2, 2);
  const ten = rows(...Array.from({ length: 20 }, () => 1));
  const answers = [rows(1, 1, 2, 2, 3, 3), two, two, ten].map((feed) => batching.run(feed));
  await expect(wrong).rejects.toMatchObject({ code: 'model_run_failed' });
  await Promise.all(answers);
  expect(runs.map(({ feeds }) => feeds.x?.shape[0] ?? 0).sort((a, b) => a - b)).toEqual([1, 3, 4, 10]);
  await batching.close();
});

test('one bad row fails only its caller', async () => {
  const isBad = ({ x }: Tensors) => x?.data instanceof Float32Array && x.data.includes(13);
  const { runner } = await counted((feeds) =>
    isBad(feeds) ? new InferenceError('model_run_failed', 400, 'bad luck') : null,
  );
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 0 });
  const outcomes = await Promise.allSettled([rows(1, 1), rows(13, 1), rows(2, 2)].map((feed) => batching.run(feed)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await batching.close();
});

test('a run that callers share is nobody’s time, one of its own is', async () => {
  const { runner } = await counted();
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 0 });
  const took: string[] = [];
  const timed = (name: string) => batching.run(rows(1, 1), { onRan: () => took.push(name) });
  await Promise.all([timed('shared'), timed('shared')]);
  await timed('alone');
  expect(took).toEqual(['alone']);
  await batching.close();
});

test('a dead process is not asked again caller by caller', async () => {
  const { runner, runs } = await counted(() => new InferenceError('replica_crashed', 503, 'gone'));
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 0 });
  const outcomes = await Promise.allSettled([batching.run(rows(1, 1)), batching.run(rows(2, 2))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(runs).toHaveLength(1);
  await batching.close();
});

/** Holds every run until `go`, as a busy process does. */
async function busy() {
  const made = await counted();
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const { run } = made.runner;
  made.runner.run = async (feeds, options) => {
    const outputs = run(feeds, options);
    await gate;
    return outputs;
  };
  return { ...made, go: () => go() };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('an idle model does not wait, a busy one gathers who comes until it is free', async () => {
  const { runner, runs, go } = await busy();
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 60_000 });
  const first = batching.run(rows(1, 1));
  await turn();
  const rest = [rows(2, 2), rows(3, 3)].map((feed) => batching.run(feed));
  await turn();
  expect(runs.map(({ feeds }) => feeds.x?.shape[0])).toEqual([1]);
  go();
  await Promise.all([first, ...rest]);
  expect(runs.map(({ feeds }) => feeds.x?.shape[0])).toEqual([1, 2]);
  await batching.close();
});

test('a busy model is waited for no longer than the delay', async () => {
  const { runner, runs, go } = await busy();
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 20 });
  const first = batching.run(rows(1, 1));
  await turn();
  const second = batching.run(rows(2, 2));
  await expect.poll(() => runs.length).toBe(2);
  go();
  await Promise.all([first, second]);
  await batching.close();
});

test('who no longer waits, or whose time to start is over, does not enter the run', async () => {
  const { runner, runs, go } = await busy();
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 60_000 });
  const first = batching.run(rows(1, 1));
  await turn();
  const gone = expect(batching.run(rows(2, 2), { timeoutMs: 5 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  const late = expect(batching.run(rows(3, 3), { startWithinMs: 5 })).rejects.toMatchObject({
    code: 'too_late_to_start',
  });
  const patient = batching.run(rows(4, 4), { timeoutMs: 5_000, startWithinMs: 5_000 });
  await gone;
  await new Promise((resolve) => setTimeout(resolve, 10));
  go();
  await late;
  await Promise.all([first, patient]);
  expect(runs.map(({ feeds }) => feeds.x?.data)).toEqual([Float32Array.of(1, 1), Float32Array.of(4, 4)]);
  await batching.close();
});

test('close runs what was accepted and refuses the rest', async () => {
  const { runner } = await counted();
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 60_000 });
  const accepted = batching.run(rows(1, 1));
  await batching.close();
  expect((await accepted).label?.shape).toEqual([1]);
  await expect(batching.run(rows(1, 1))).rejects.toMatchObject({ code: 'model_closed' });
});

/** mulberry32: the same numbers for the same seed, so that a failure can be had again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test.each([1, 2, 3, 4, 5])(
  'property, seed %i: of mixed callers each gets what a run of its own gives',
  { timeout: 60_000 },
  async (seed) => {
    const random = randomOf(seed);
    const below = (end: number) => Math.floor(random() * end);
    const isBad = ({ x }: Tensors) => x?.data instanceof Float32Array && x.data.includes(13);
    const { runner, runs, inner } = await counted((feeds) =>
      isBad(feeds) ? new InferenceError('model_run_failed', 400, 'bad luck') : null,
    );
    const maxRows = 2 + below(12);
    const batching = new BatchingRunner(runner, { maxRows, maxDelayMs: below(3) });
    const callers = Array.from({ length: 200 }, () => {
      const count = 1 + below(5);
      const columns = below(20) === 0 ? 3 : 2;
      const data = Float32Array.from({ length: count * columns }, () => below(40));
      const feeds: Tensors = { x: { datatype: 'FP32', shape: [count, columns], data } };
      const outputs = [undefined, ['label'], ['probabilities'], ['probabilities', 'label']][below(4)];
      return { feeds, options: outputs ? { outputs } : {}, pause: below(4) === 0 };
    });
    const answers = [];
    for (const { feeds, options, pause } of callers) {
      answers.push(batching.run(feeds, options).catch((error: InferenceError) => error.code));
      if (pause) await turn();
    }
    for (const [index, { feeds, options }] of callers.entries()) {
      const alone = isBad(feeds)
        ? 'model_run_failed'
        : await inner.run(feeds, options).catch(({ code }) => String(code));
      expectSame(await answers[index]!, alone);
    }
    const largest = Math.max(...callers.map(({ feeds }) => feeds.x?.shape[0] ?? 0));
    expect(Math.max(...runs.map(({ feeds }) => feeds.x?.shape[0] ?? 0))).toBeLessThanOrEqual(
      Math.max(maxRows, largest),
    );
    await batching.close();
  },
);

/** A joined run may differ in the last digit of a float, and in nothing else. */
function expectSame(joined: Tensors | string, alone: Tensors | string): void {
  if (typeof joined === 'string' || typeof alone === 'string') return expect(joined).toBe(alone);
  expect(Object.keys(joined).sort()).toEqual(Object.keys(alone).sort());
  for (const [name, { datatype, shape, data }] of Object.entries(alone)) {
    expect(joined[name]).toMatchObject({ datatype, shape });
    for (const [i, value] of [...data].entries()) expect(Number(joined[name]?.data[i])).toBeCloseTo(Number(value), 5);
  }
}
