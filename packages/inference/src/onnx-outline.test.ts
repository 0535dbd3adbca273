import { readFile } from 'node:fs/promises';
import { TensorProto_DataType } from 'onnx-buf';
import { expect, test } from 'vitest';
import { fetchPublicModel } from '../../../scripts/public-models.mjs';
import { graph, model, node, onnxBytes, tensorInfo } from '../test-models/build-model.js';
import { logisticModel } from '../test-models/known-models.js';
import { readOnnxOutline } from './onnx-outline.js';

const { FLOAT } = TensorProto_DataType;

test('tells operators, what they take and where it comes from', () => {
  const [main] = readOnnxOutline(onnxBytes(logisticModel())).graphs;
  expect(main?.inputs).toEqual([{ name: 'features', type: 'float32[N, 2]' }]);
  expect(main?.nodes.map(({ op, inputs }) => [op, inputs.map(({ from }) => from)])).toEqual([
    ['MatMul', ['input', 'weights']],
    ['Add', [0, 'weights']],
    ['Sigmoid', [1]],
  ]);
  expect(main?.nodes[0]?.inputs[1]?.type).toMatch(/^float32\[2, 1\] = \[/);
  expect(main?.outputs).toMatchObject([{ name: 'probability', from: 2 }]);
});

test('enters the graphs inside operators of a real model', async () => {
  const { graphs } = readOnnxOutline(await readFile(await fetchPublicModel('silero_vad_v5.onnx')));
  const inner = graphs.flatMap(({ nodes }) => nodes.flatMap((each) => each.graphs.map((entry) => entry.graph)));
  expect(inner.toSorted((a, b) => a - b)).toEqual(graphs.slice(1).map((_, index) => index + 1));
  const nodes = graphs.flatMap((each) => each.nodes);
  expect(nodes.filter(({ op }) => op === 'LSTM')).toHaveLength(4);
  expect(nodes.find(({ op }) => op === 'Conv')?.attributes.map(({ name }) => name)).toContain('kernel_shape');
  const choice = graphs[0]?.nodes.find(({ op }) => op === 'If');
  expect(choice?.inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(['input', 'state']));
});

test('refuses a graph of more operators than anybody can look at', () => {
  const many = Array.from({ length: 100_001 }, (_, index) => node('Relu', [`t${index}`], [`t${index + 1}`]));
  const huge = graph({
    input: [tensorInfo('t0', FLOAT, ['N'])],
    output: [tensorInfo('t100001', FLOAT, ['N'])],
    node: many,
  });
  expect(() => readOnnxOutline(onnxBytes(model(huge)))).toThrow('more than 100000 operators');
});
