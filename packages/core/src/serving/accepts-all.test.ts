import type { VersionSchema } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { acceptsAll } from './accepts-all.js';

type Feature = VersionSchema['features'][number];

const distance: Feature = { name: 'distance', type: 'numeric', input: 'x', index: 0 };
const carrier: Feature = { name: 'carrier', type: 'categorical', categories: ['AA', 'WN'], input: 'c', index: 0 };
const image: Feature = { name: 'image', type: 'image', input: 'i', index: 0 };

const schema = (features: Feature[], imageShape = [-1, 3, 8, 8]): VersionSchema => ({
  task: 'classification',
  features,
  outputs: [],
  inputs: [{ name: 'i', datatype: 'FP32', shape: imageShape }],
  tensorOutputs: [],
});

test.each<[string, VersionSchema, VersionSchema, string[]]>([
  ['the same', schema([distance, carrier]), schema([distance, carrier]), []],
  ['another order and fewer features', schema([distance, carrier]), schema([{ ...carrier, index: 3 }]), []],
  ['one more feature', schema([distance]), schema([distance, carrier]), ['carrier']],
  ['one more that may be absent', schema([distance]), schema([distance, { ...carrier, optional: true }]), []],
  ['another type', schema([distance]), schema([{ ...distance, type: 'text' }]), ['distance']],
  [
    'required where callers may leave it out',
    schema([{ ...distance, optional: true }]),
    schema([distance]),
    ['distance'],
  ],
  ['more categories', schema([carrier]), schema([{ ...carrier, categories: ['AA', 'UA', 'WN'] }]), []],
  ['a category less', schema([carrier]), schema([{ ...carrier, categories: ['AA'] }]), ['carrier']],
  [
    'categories where any goes',
    schema([{ name: 'carrier', type: 'categorical', input: 'c', index: 0 }]),
    schema([carrier]),
    ['carrier'],
  ],
  ['the same tensor', schema([image]), schema([image]), []],
  ['another tensor', schema([image]), schema([image], [-1, 3, 16, 16]), ['image']],
])('a candidate with %s', (_, frozen, candidate, wrong) => {
  expect(acceptsAll(frozen, candidate).map(({ path }) => path)).toEqual(wrong);
});
