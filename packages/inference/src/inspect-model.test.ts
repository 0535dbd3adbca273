import { readdir, readFile, truncate } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TensorProto_DataType } from 'onnx-buf';
import { expect, test } from 'vitest';
import { fetchPublicModel } from '../../../scripts/public-models.mjs';
import { graph, model, node, tensorInfo } from '../test-models/build-model.js';
import { loopModel, logisticModel, writeModel } from '../test-models/known-models.js';
import { inspectModel } from './inspect-model.js';

test('inspects a real model that nobody here made', async () => {
  const { facts, schema, warmup } = await inspectModel(await fetchPublicModel('silero_vad_v5.onnx'));
  expect(facts.producer.name).toBe('spox');
  expect(schema.features.map(({ name }) => name)).toEqual(['input', 'state', 'sr']);
  expect(warmup).toMatchObject({ error: null, runMs: expect.any(Number) });
  expect(warmup.memoryBytes).toBeGreaterThan(0);
  expect(warmup.memoryBytes).toBeLessThan(40e6);
});

test('a schema given with the request reaches the child', async () => {
  const features = ['a', 'b'].map((name) => ({ name, type: 'numeric' }));
  const { schema } = await inspectModel(await writeModel(logisticModel()), { declared: { features } });
  expect(schema.features.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('what the child refuses arrives typed', async () => {
  const path = await writeModel(logisticModel());
  await truncate(path, 100);
  await expect(inspectModel(path)).rejects.toMatchObject({ code: 'not_onnx', status: 422 });
  const declared = { features: [{ name: 'a', type: 'magic' }] };
  await expect(inspectModel(await writeModel(logisticModel()), { declared })).rejects.toMatchObject({
    code: 'invalid_schema',
    errors: expect.arrayContaining([{ path: 'schema.features[0].type', message: expect.stringContaining('numeric') }]),
  });
});

test('operators that the runtime lacks are not loadable, with its text', async () => {
  const { FLOAT } = TensorProto_DataType;
  const custom = graph({
    input: [tensorInfo('x', FLOAT, ['N'])],
    output: [tensorInfo('y', FLOAT, ['N'])],
    node: [node('Magic', ['x'], ['y'], [], 'org.example')],
  });
  await expect(inspectModel(await writeModel(model(custom)))).rejects.toMatchObject({
    code: 'model_not_loadable',
    message: expect.stringContaining('org.example'),
  });
});

test('a model that never ends is stopped', async () => {
  const inspecting = inspectModel(await writeModel(loopModel(2n ** 40n)), { timeoutMs: 700 });
  await expect(inspecting).rejects.toMatchObject({ code: 'model_timeout', status: 422 });
});

test('a child above its memory is stopped', async () => {
  const inspecting = inspectModel(await writeModel(loopModel(2n ** 40n)), { memoryMb: 20 });
  await expect(inspecting).rejects.toMatchObject({ code: 'model_out_of_memory', status: 422 });
});

test('a child that dies takes nobody with it', async () => {
  const inspecting = inspectModel(await writeModel(loopModel(2n ** 40n)));
  const outcome = expect(inspecting).rejects.toMatchObject({
    code: 'model_crashed',
    message: expect.stringContaining('SIGSEGV'),
  });
  await expect.poll(inspectingChildren).not.toEqual([]);
  // By now it has the model and runs it; should it not, its death is the same.
  await sleep(300);
  for (const pid of await inspectingChildren()) process.kill(pid, 'SIGSEGV');
  await outcome;
});

async function inspectingChildren(): Promise<number[]> {
  const tasks = await readdir('/proc/self/task');
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/self/task/${task}/children`, 'utf8').catch(() => '')),
  );
  const pids = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => commands[index]?.includes('inspect-child'));
}
