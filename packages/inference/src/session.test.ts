import { expect, test } from 'vitest';
import { fetchPublicModel } from '../../../scripts/public-models.mjs';
import { onnxBytes } from '../test-models/build-model.js';
import { classifierModel, logisticModel } from '../test-models/known-models.js';
import { loadSession } from './session.js';

test('computes only the outputs that were asked for', async () => {
  const session = await loadSession(onnxBytes(classifierModel()));
  const x = { datatype: 'FP32', shape: [1, 2], data: Float32Array.from([1, 2]) } as const;
  expect(Object.keys(await session.run({ x }, ['label']))).toEqual(['label']);
  expect(Object.keys(await session.run({ x }))).toEqual(['label', 'probabilities']);
  await session.release();
});

test('runs a real model from its file: silence is not speech', async () => {
  const session = await loadSession(await fetchPublicModel('silero_vad_v5.onnx'));
  const outputs = await session.run({
    input: { datatype: 'FP32', shape: [1, 512], data: new Float32Array(512) },
    state: { datatype: 'FP32', shape: [2, 1, 128], data: new Float32Array(256) },
    sr: { datatype: 'INT64', shape: [], data: BigInt64Array.of(16_000n) },
  });
  expect(outputs.output?.shape).toEqual([1, 1]);
  expect(Number(outputs.output?.data[0])).toBeLessThan(0.1);
  expect(outputs.stateN?.shape).toEqual([2, 1, 128]);
  await session.release();
});

test('says what the runtime says about bytes and inputs that do not fit', async () => {
  await expect(loadSession(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
    code: 'model_not_loadable',
    message: expect.stringContaining('protobuf parsing failed'),
  });
  const session = await loadSession(onnxBytes(logisticModel()));
  const features = { datatype: 'INT32', shape: [1, 2], data: new Int32Array(2) } as const;
  await expect(session.run({ features })).rejects.toMatchObject({
    code: 'model_run_failed',
    status: 400,
    message: expect.stringContaining('Unexpected input data type'),
  });
  await session.release();
});

test('release waits for the runs that were started', async () => {
  const session = await loadSession(onnxBytes(logisticModel()));
  const features = { datatype: 'FP32', shape: [1, 2], data: new Float32Array(2) } as const;
  const runs = Promise.all(Array.from({ length: 20 }, () => session.run({ features })));
  await session.release();
  expect(await runs).toHaveLength(20);
});
