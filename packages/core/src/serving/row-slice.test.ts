import { RowSlice } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { rowInSlice, sliceKey, sliceWords } from './row-slice.js';

const rows = ['LAX', '2', 2, 2.5, -3, true, null, undefined, NaN, Infinity, {}].map((x) => ({ x }));

it.each([
  ['a value', { value: 'LAX' }, 'x = LAX', [0]],
  ['a number by its text', { value: '2' }, 'x = 2', [1, 2]],
  ['a boolean by its text', { value: 'true' }, 'x = true', [5]],
  ['an empty text is not a missing value', { value: '' }, 'x = ', []],
  ['some values', { values: ['LAX', '2.5'] }, 'x = LAX or 2.5', [0, 3]],
  ['a range holds its beginning, not its end, and numbers only', { from: 2, to: 2.5 }, 'x from 2 to below 2.5', [2]],
  ['a range without an end', { from: 2 }, 'x from 2', [2, 3]],
  ['a range without a beginning', { to: 2 }, 'x below 2', [4]],
])('%s', (_name, slice, words, found) => {
  const given = RowSlice.parse({ feature: 'x', ...slice });
  const isIn = rowInSlice(given);
  expect(rows.flatMap((row, i) => (isIn(row) ? [i] : []))).toEqual(found);
  expect(sliceWords(given)).toBe(words);
  expect(sliceKey(Object.fromEntries(Object.entries(given).toReversed()) as typeof given)).toBe(sliceKey(given));
});

it.each([
  ['nothing', {}],
  ['a value and a range', { value: 'a', from: 1 }],
  ['a range that ends before it begins', { from: 2, to: 2 }],
  ['no value at all', { values: [] }],
  ['an endless number', { from: Infinity }],
])('%s is no slice', (_name, slice) => {
  expect(RowSlice.safeParse({ feature: 'x', ...slice }).success).toBe(false);
});
