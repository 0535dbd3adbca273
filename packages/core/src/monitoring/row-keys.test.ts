import type { Feature } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { rowKeys, whyNotTold } from './row-keys.js';

const feature = (name: string, type: Feature['type'] = 'numeric'): Feature => ({ name, type, input: 'x', index: 0 });
const keysOf = (...rows: Record<string, unknown>[]) => rowKeys([feature('a'), feature('b', 'text')], rows);

it.each([
  ['the same values', { a: 1, b: 'x' }, { b: 'x', a: 1 }, true],
  ['another value', { a: 1, b: 'x' }, { a: 2, b: 'x' }, false],
  ['a number and its text', { a: 1, b: 'x' }, { a: '1', b: 'x' }, false],
  ['what is missing and what is null', { a: 1 }, { a: 1, b: null }, true],
  ['what is missing and what is no number', { a: null, b: 1 }, { a: NaN, b: 1 }, false],
  [
    'what is no feature, and the prediction',
    { a: 1, b: 1, id: 7, prediction: 0.1 },
    { a: 1, b: 1, id: 8, prediction: 0.2 },
    true,
  ],
  ['large integers', { a: 9007199254740993n, b: 1 }, { a: 9007199254740992n, b: 1 }, false],
  ['an integer of another type', { a: 5n, b: 1 }, { a: 5n, b: 1 }, true],
  ['separators in values', { a: '","', b: '' }, { a: '', b: '","' }, false],
])('%s', (_name, one, other, isSame) => {
  const [first, second] = keysOf(one, other);
  expect(first === second).toBe(isSame);
});

it('a text is a feature like others, also the only one', () => {
  const keys = rowKeys([feature('text', 'text')], [{ text: 'a' }, { text: 'b' }, { text: 'a' }]);
  expect(new Set(keys).size).toBe(2);
  expect(keys).toHaveLength(3);
});

it('a row whose inputs were not kept has no key', () => {
  expect(keysOf({}, { a: 1 }, {})).toHaveLength(1);
  expect(keysOf({ a: null, b: null })).toHaveLength(1);
});

it.each([
  [[feature('a'), feature('b', 'categorical'), feature('c', 'text')], null],
  [[feature('a'), feature('scan', 'image')], 'scan is an image'],
  [[feature('wave', 'tensor')], 'wave is a tensor'],
  [[], 'no features'],
])('%j: %s', (features, words) => {
  if (words === null) expect(whyNotTold(features)).toBeNull();
  else expect(whyNotTold(features)).toContain(words);
});
