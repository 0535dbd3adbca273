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

test('a dead process is not asked again caller by caller', async () => {
  const { runner, runs } = await counted(() => new InferenceError('replica_crashed', 503, 'gone'));
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 0 });
  const outcomes = await Promise.allSettled([batching.run(rows(1, 1)), batching.run(rows(2, 2))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(runs).toHaveLength(1);
  await batching.close();
});

test('who no longer waits does not enter the run', async () => {
  const { runner, runs } = await counted();
  const batching = new BatchingRunner(runner, { maxRows: 10, maxDelayMs: 40 });
  const late = expect(batching.run(rows(1, 1), { timeoutMs: 5 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  const patient = batching.run(rows(2, 2), { timeoutMs: 5_000 });
  await late;
  await patient;
  expect(runs.map(({ feeds }) => feeds.x?.shape[0])).toEqual([1]);
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
