import { create } from '@bufbuild/protobuf';
import { readFile } from 'node:fs/promises';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { ModelProto } from 'onnx-buf';
import { expect, test } from 'vitest';
import { fetchPublicModel } from '../../../scripts/public-models.mjs';
import { floatTensor, graph, graphAttribute, model, node, onnxBytes, tensorInfo } from '../test-models/build-model.js';
import { logisticModel } from '../test-models/known-models.js';
import { readOnnxFacts } from './onnx-facts.js';

const { FLOAT } = TensorProto_DataType;

test('reads what a small model says about itself', () => {
  const facts = readOnnxFacts(onnxBytes(logisticModel({ author: 'ada' })));
  expect(facts).toMatchObject({
    irVersion: 10,
    opsets: [{ domain: '', version: 21 }],
    producer: { name: 'slipway-tests' },
    metadata: { author: 'ada' },
    inputs: [{ name: 'features', datatype: 'FP32', shape: [-1, 2] }],
    outputs: [{ name: 'probability', datatype: 'FP32', shape: [-1, 1] }],
    operators: { Add: 1, MatMul: 1, Sigmoid: 1 },
    nodeCount: 3,
    parameterCount: 3,
    parameterBytes: 12,
    initialisers: { float32: { tensors: 2, elements: 3, bytes: 12 } },
    customDomains: [],
  });
});

test('reads a real model that nobody here made', async () => {
  const facts = readOnnxFacts(await readFile(await fetchPublicModel('silero_vad_v5.onnx')));
  expect(facts.inputs.map(({ name }) => name)).toEqual(['input', 'state', 'sr']);
  expect(facts.operators).toMatchObject({ If: 25, LSTM: 4 });
  expect(facts.parameterCount).toBeGreaterThan(500_000);
});

test('operators of unknown domains are noted', () => {
  const custom = model(
    graph({
      input: [tensorInfo('x', FLOAT, ['N'])],
      output: [tensorInfo('y', FLOAT, ['N'])],
      node: [node('Magic', ['x'], ['y'], [], 'org.example')],
    }),
  );
  expect(readOnnxFacts(onnxBytes(custom)).customDomains).toEqual(['org.example']);
});

const whole = onnxBytes(logisticModel());
test.each([
  ['an empty file', new Uint8Array()],
  ['text', new TextEncoder().encode('<html>not a model</html>')],
  ['a PNG', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ...[0.1, 0.5, 0.9, 0.99].map((part): [string, Uint8Array] => [
    `the first ${part * 100}% of a model`,
    whole.slice(0, whole.length * part),
  ]),
])('refuses %s as not_onnx', (_, bytes) => {
  expect(() => readOnnxFacts(bytes)).toThrow(expect.objectContaining({ code: 'not_onnx', status: 422 }));
});

test('a truncated real model is not_onnx', async () => {
  const bytes = await readFile(await fetchPublicModel('silero_vad_v5.onnx'));
  expect(() => readOnnxFacts(bytes.subarray(0, 1_000_000))).toThrow(/truncated/);
});

function external(key: string, location: string) {
  const tensor = floatTensor('weights', [2, 1], []);
  tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
  tensor.externalData = [create(StringStringEntryProtoSchema, { key, value: location })];
  return tensor;
}

function inInitializer(): ModelProto {
  const proto = logisticModel();
  proto.graph?.initializer.splice(0, 1, external('location', '../../../etc/passwd'));
  return proto;
}

function inSubgraph(): ModelProto {
  const proto = logisticModel();
  const branch = graph({ initializer: [external('location', 'a/../../b')] });
  proto.graph?.node.push(node('If', ['flag'], ['unused'], [graphAttribute('then_branch', branch)]));
  return proto;
}

function inAttribute(): ModelProto {
  const proto = logisticModel();
  const constant = node('Constant', [], ['c']);
  constant.attribute.push({ ...graphAttribute('value', graph({})), g: undefined, t: external('__class__', 'x') });
  proto.graph?.node.push(constant);
  return proto;
}

test.each([
  ['an initialiser', inInitializer()],
  ['a subgraph', inSubgraph()],
  ['a tensor attribute', inAttribute()],
])('refuses external data in %s', (_, proto) => {
  expect(() => readOnnxFacts(onnxBytes(proto))).toThrow(
    expect.objectContaining({ code: 'external_data_refused', status: 422 }),
  );
});

test('refuses a ZipMap output and says what to do', () => {
  const proto = logisticModel();
  const map = create(TypeProtoSchema, { value: { case: 'mapType', value: { keyType: TensorProto_DataType.INT64 } } });
  const type = create(TypeProtoSchema, { value: { case: 'sequenceType', value: { elemType: map } } });
  proto.graph?.output.push(create(ValueInfoProtoSchema, { name: 'probabilities', type }));
  expect(() => readOnnxFacts(onnxBytes(proto))).toThrow(/"probabilities" is a sequence.*zipmap=False/);
});
