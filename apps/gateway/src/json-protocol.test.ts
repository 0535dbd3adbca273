import type { ReplicaAnswer, Tensors, VersionSchema } from '@slipway/inference';
import { describe, expect, test } from 'vitest';
import { jsonProtocol } from './json-protocol.js';

const schema: VersionSchema = {
  task: 'classification',
  features: [
    { name: 'distance', type: 'numeric', input: 'x', index: 0 },
    { name: 'carrier', type: 'categorical', categories: ['AA', 'WN'], input: 'x', index: 1 },
  ],
  outputs: [{ name: 'p', role: 'score' }],
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  tensorOutputs: [{ name: 'p', datatype: 'FP32', shape: [-1, 1] }],
};
const feeds: Tensors = { x: { datatype: 'FP32', shape: [2, 2], data: Float32Array.of(7, 1, NaN, 0) } };
const sent = (target: object): unknown => {
  const { body, headers } = jsonProtocol(schema, { protocol: 'json', response: {}, ...target }).call(
    feeds,
    schema.tensorOutputs,
  );
  expect(headers).toEqual({ 'content-type': 'application/json' });
  return JSON.parse(Buffer.from(body).toString());
};
const answer = (body: unknown, status = 200): ReplicaAnswer => ({
  status,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
});
const read = (body: unknown, response: Record<string, string> = {}) =>
  jsonProtocol(schema, { protocol: 'json', response }).read(answer(body), schema.tensorOutputs)['p']?.data;
const rows = [
  { distance: 7, carrier: 'WN' },
  { distance: null, carrier: 'AA' },
];

describe('the body', () => {
  test.each([
    ['json', {}, { rows }],
    ['vertex', { protocol: 'vertex' }, { instances: rows }],
    [
      'sagemaker',
      { protocol: 'sagemaker' },
      {
        instances: [
          [7, 'WN'],
          [null, 'AA'],
        ],
      },
    ],
    [
      'a mapping of its own, in which other texts stay',
      { request: { data: ['{{values}}'], note: 'of {{rows}}', deep: [{ all: '{{rows}}' }] } },
      {
        data: [
          [
            [7, 'WN'],
            [null, 'AA'],
          ],
        ],
        note: 'of {{rows}}',
        deep: [{ all: rows }],
      },
    ],
  ])('of %s', (_, target, body) => expect(sent(target)).toEqual(body));
});

describe('the answer', () => {
  test.each([
    ['bare predictions', { predictions: [0.25, 0.5] }, {}],
    ['a column of one', { predictions: [[0.25], [0.5]] }, {}],
    ['a pointer', { result: { scores: [{ p: 0.25 }, { p: 0.5 }] } }, { p: '/result/scores/*/p' }],
    ['escaped names', { 'a/b': [0.25, 0.5] }, { p: '/a~1b' }],
  ])('as %s', (_, body, response) => expect(read(body, response)).toEqual(Float32Array.of(0.25, 0.5)));

  test.each([
    ['nothing there', { outputs: [1] }, {}, /nothing for p at \/predictions/],
    ['a text for a number', { predictions: ['high'] }, {}, /does not fit the version/],
    ['an inherited name', { predictions: [1] }, { p: '/constructor' }, /nothing for p/],
    ['a list that is none', { predictions: { a: 1 } }, {}, /nothing for p/],
  ])('with %s is the fault of the target', (_, body, response, text) => {
    expect(() => read(body, response as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'replica_failed', message: expect.stringMatching(text) }),
    );
  });
});
