import { describe, expect, test } from 'vitest';
import type { Tensors, TensorSpec } from '../tensors.js';
import { openInferenceClient } from './open-inference-client.js';
import { openaiClient } from './openai-client.js';
import type { ReplicaAnswer, ReplicaCall } from './replica-protocol.js';
import { tensorflowServingClient } from './tensorflow-serving-client.js';
import { torchserveClient } from './torchserve-client.js';

/** Stand-ins that answer as the protocols' published texts say, and take nothing else. */
const json = (status: number, value: unknown): ReplicaAnswer => ({
  status,
  headers: {},
  body: Buffer.from(JSON.stringify(value)),
});
const said = ({ body }: ReplicaCall): Record<string, unknown> =>
  JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>;

const x: Tensors = { x: { datatype: 'FP32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } };
const y: readonly TensorSpec[] = [{ name: 'y', datatype: 'FP32', shape: [-1, 1] }];
const sums = { y: { datatype: 'FP32', shape: [2, 1], data: Float32Array.of(6, 15) } };
const rowSums = (rows: number[][]): number[][] => rows.map((row) => [row.reduce((sum, value) => sum + value, 0)]);

test('Open Inference Protocol: JSON and binary tensors in, either out', () => {
  const call = openInferenceClient.call(x, y);
  const length = Number(
    call.headers['inference-header-content-length'] ?? call.headers['Inference-Header-Content-Length'],
  );
  expect(call.path).toBe('/v2/models/model/infer');
  expect(JSON.parse(Buffer.from(call.body.subarray(0, length)).toString())).toEqual({
    inputs: [{ name: 'x', shape: [2, 3], datatype: 'FP32', parameters: { binary_data_size: 24 } }],
    outputs: [{ name: 'y', parameters: { binary_data: true } }],
  });
  expect(call.body.byteLength).toBe(length + 24);

  const head = Buffer.from(
    '{"outputs":[{"name":"y","datatype":"FP32","shape":[2,1],"parameters":{"binary_data_size":8}}]}',
  );
  const body = Buffer.concat([head, Buffer.from(Float32Array.of(6, 15).buffer)]);
  const headers = { 'inference-header-content-length': String(head.length) };
  expect(openInferenceClient.read({ status: 200, headers, body }, y)).toEqual(sums);
  const plain = json(200, { outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 1], data: [[6], [15]] }] });
  expect(openInferenceClient.read(plain, y)).toEqual(sums);
  const lying = { status: 200, headers: { 'inference-header-content-length': '9999' }, body };
  expect(() => openInferenceClient.read(lying, y)).toThrow(/longer than its body/);
});

test.each([
  ['null for a number that JSON cannot carry', 'FP32', [[6], [null]]],
  ['a text for a number', 'FP32', [6, '15']],
  ['a fraction for an integer', 'INT64', [6, 1.5]],
  ['a number for a text', 'BYTES', ['a', 7]],
  ['other lists than its shape', 'FP32', [[6, 15], []]],
] as const)('Open Inference Protocol: %s is the fault of the replica', (_, datatype, data) => {
  const answer = json(200, { outputs: [{ name: 'y', datatype, shape: [2, 1], data }] });
  const wanted = [{ name: 'y', datatype, shape: [-1, 1] }];
  expect(() => openInferenceClient.read(answer, wanted)).toThrow(expect.objectContaining({ code: 'replica_failed' }));
});

describe('TensorFlow Serving', () => {
  const serve = (call: ReplicaCall): ReplicaAnswer => {
    expect(call).toMatchObject({ path: '/v1/models/model:predict', headers: { 'content-type': 'application/json' } });
    const { inputs, ...rest } = said(call) as { inputs: { x: number[][] } };
    expect(rest).toEqual({});
    return json(200, { outputs: rowSums(inputs.x) });
  };
  test('columns in; one output comes bare', () => {
    expect(tensorflowServingClient.read(serve(tensorflowServingClient.call(x, y)), y)).toEqual(sums);
  });
  test('several outputs come by name', () => {
    const two = [...y, { name: 'label', datatype: 'BYTES' as const, shape: [-1] }];
    const answer = json(200, { outputs: { y: [[6], [15]], label: ['a', 'b'] } });
    expect(tensorflowServingClient.read(answer, two)).toEqual({
      ...sums,
      label: { datatype: 'BYTES', shape: [2], data: ['a', 'b'] },
    });
  });
  test('what its JSON cannot carry is refused, not cut', () => {
    const wide: Tensors = { x: { datatype: 'INT64', shape: [1], data: BigInt64Array.of(2n ** 53n + 1n) } };
    expect(() => tensorflowServingClient.call(wide, y)).toThrow(/cannot carry 9007199254740993/);
    const infinite: Tensors = { x: { datatype: 'FP32', shape: [1], data: Float32Array.of(Infinity) } };
    expect(() => tensorflowServingClient.call(infinite, y)).toThrow(/cannot carry Infinity/);
  });
  test.each([
    ['rows of different lengths', { outputs: [[1], [2, 3]] }],
    ['another shape', { outputs: [1, 2] }],
    ['texts for numbers', { outputs: [['a'], ['b']] }],
    ['a missing output', { outputs: { z: [[1]] } }],
    ['no outputs', {}],
  ])('%s are the fault of the replica', (_, body) => {
    expect(() => tensorflowServingClient.read(json(200, body), y)).toThrow(
      expect.objectContaining({ code: 'replica_failed' }),
    );
  });
});

describe('TorchServe', () => {
  const serve = (call: ReplicaCall): ReplicaAnswer => {
    expect(call.path).toBe('/predictions/model');
    return json(200, { predictions: rowSums((said(call) as { instances: number[][] }).instances) });
  };
  test('rows in, predictions out', () => {
    expect(torchserveClient.read(serve(torchserveClient.call(x, y)), y)).toEqual(sums);
    expect(torchserveClient.read(json(200, [[6], [15]]), y)).toEqual(sums);
  });
  test('several inputs are objects by name, and so may predictions be', () => {
    const two: Tensors = { ...x, tag: { datatype: 'BYTES', shape: [2], data: ['a', 'b'] } };
    expect(said(torchserveClient.call(two, y))).toEqual({
      instances: [
        { x: [1, 2, 3], tag: 'a' },
        { x: [4, 5, 6], tag: 'b' },
      ],
    });
    expect(torchserveClient.read(json(200, { predictions: [{ y: [6] }, { y: [15] }] }), y)).toEqual(sums);
  });
  test('an answer that is no list is the fault of the replica', () => {
    expect(() => torchserveClient.read(json(200, { prediction: 1 }), y)).toThrow(/list of predictions/);
  });
});

describe('the API of OpenAI, as vLLM serves it', () => {
  const texts: Tensors = { prompt: { datatype: 'BYTES', shape: [2], data: ['one', 'two'] } };
  const text: readonly TensorSpec[] = [{ name: 'text', datatype: 'BYTES', shape: [-1] }];
  const embedding: readonly TensorSpec[] = [{ name: 'embedding', datatype: 'FP32', shape: [-1, 2] }];
  test('completions, in the order of the prompts', () => {
    const call = openaiClient.call(texts, text);
    expect(call.path).toBe('/v1/completions');
    expect(said(call)).toEqual({ model: 'model', prompt: ['one', 'two'], max_tokens: 256, temperature: 0 });
    const answer = json(200, {
      choices: [
        { index: 1, text: 'b' },
        { index: 0, text: 'a' },
      ],
    });
    expect(openaiClient.read(answer, text)).toEqual({ text: { datatype: 'BYTES', shape: [2], data: ['a', 'b'] } });
  });
  test('embeddings', () => {
    const call = openaiClient.call(texts, embedding);
    expect(call.path).toBe('/v1/embeddings');
    expect(said(call)).toEqual({ model: 'model', input: ['one', 'two'], encoding_format: 'float' });
    const answer = json(200, {
      data: [
        { index: 0, embedding: [1, 2] },
        { index: 1, embedding: [3, 4] },
      ],
    });
    expect(openaiClient.read(answer, embedding).embedding?.data).toEqual(Float32Array.of(1, 2, 3, 4));
  });
  test('tensors of numbers are refused', () => {
    expect(() => openaiClient.call(x, text)).toThrow(/one input of texts/);
  });
});

test.each([
  [400, 'model_run_failed', 400],
  [422, 'model_run_failed', 400],
  [503, 'replica_unavailable', 503],
  [429, 'replica_unavailable', 503],
  [500, 'replica_failed', 502],
  [404, 'replica_failed', 502],
])('status %i of any server is %s', (status, code, own) => {
  for (const protocol of [openInferenceClient, tensorflowServingClient, torchserveClient, openaiClient])
    expect(() => protocol.read(json(status, { error: 'why' }), y)).toThrow(
      expect.objectContaining({ code, status: own, message: expect.stringContaining('why') }),
    );
});
