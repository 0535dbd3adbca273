import { feedsFromRows, type VersionSchema } from '@slipway/inference';
import { seededRandom } from '@slipway/stats';
import { expect, test } from 'vitest';
import { makeRows } from './make-rows.js';

const schema = {
  task: 'other',
  features: [
    { name: 'distance', type: 'numeric', input: 'x', index: 0 },
    { name: 'carrier', type: 'categorical', categories: ['AA', 'WN'], input: 'x', index: 1 },
    { name: 'hour', type: 'numeric', input: 'whole', index: 0 },
    { name: 'late', type: 'numeric', input: 'yes', index: 0 },
    { name: 'note', type: 'text', input: 'words', index: 0 },
    { name: 'grid', type: 'tensor', input: 'grid', index: 0 },
  ],
  outputs: [],
  inputs: [
    { name: 'x', datatype: 'FP32', shape: [-1, 2] },
    { name: 'whole', datatype: 'UINT8', shape: [-1, 1] },
    { name: 'yes', datatype: 'BOOL', shape: [-1] },
    { name: 'words', datatype: 'BYTES', shape: [-1, 1] },
    { name: 'grid', datatype: 'INT64', shape: [-1, 2, 3] },
  ],
  tensorOutputs: [],
} as VersionSchema;

test('rows that are made up fit every kind of input', () => {
  const feeds = feedsFromRows(schema, makeRows(schema, 50, seededRandom(1)));
  expect(feeds['grid']!.shape).toEqual([50, 2, 3]);
  expect(new Set(feeds['yes']!.data as Uint8Array).size).toBe(2);
});

test('an open shape is refused with what to do', () => {
  const open = {
    ...schema,
    inputs: schema.inputs.map((one) => (one.name === 'grid' ? { ...one, shape: [-1, -1, 3] } : one)),
  };
  expect(() => makeRows(open as VersionSchema, 1, seededRandom(1))).toThrow('grid takes several shapes');
});
