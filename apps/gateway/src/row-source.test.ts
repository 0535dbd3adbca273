import type { VersionSchema } from '@slipway/inference';
import { expect, test } from 'vitest';
import { rowsOfFeeds } from './row-source.js';

const schema: VersionSchema = {
  task: 'classification',
  features: [
    { name: 'distance', type: 'numeric', input: 'x', index: 1 },
    { name: 'carrier', type: 'categorical', categories: ['AA', 'WN'], input: 'x', index: 0 },
    { name: 'note', type: 'text', input: 't', index: 0 },
  ],
  outputs: [],
  inputs: [
    { name: 'x', datatype: 'FP32', shape: [-1, 2] },
    { name: 't', datatype: 'BYTES', shape: [-1] },
  ],
  tensorOutputs: [],
};

test('columns come back under the names that people know, categories as categories, NaN as missing', () => {
  const feeds = {
    x: { datatype: 'FP32', shape: [2, 2], data: Float32Array.of(1, 500, 0, Number.NaN) },
    t: { datatype: 'BYTES', shape: [2], data: ['a', 'b'] },
  } as const;
  const rows = rowsOfFeeds(schema, { x: feeds.x, t: { ...feeds.t, data: [...feeds.t.data] } });
  expect([rows?.row(0), rows?.row(1)]).toEqual([
    { distance: 500, carrier: 'WN', note: 'a' },
    { distance: null, carrier: 'AA', note: 'b' },
  ]);
  expect([rows?.column('carrier')(1), rows?.column('no such feature')(0)]).toEqual(['AA', undefined]);
});

test('an image has no columns', () => {
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [-1, 3, 8, 8] }] as const;
  expect(rowsOfFeeds({ ...schema, inputs }, {})).toBeNull();
});
