import { expect, it } from 'vitest';
import { isPredicted, watchedPart, watchedParts } from './watched-parts.js';

it.each([
  ['nothing', undefined, { prediction: null }],
  ['a value', { value: 7 }, { prediction: 7 }],
  ['a score', { score: 0.3 }, { prediction: 0.3 }],
  ['two classes', { score: { no: 0.3, yes: 0.7 } }, { prediction: 0.7 }],
  [
    'three classes',
    { label: 'b', score: { a: 0.2, b: 0.7, c: 0.1 } },
    { prediction: 0.1, 'prediction: class': 'b', 'prediction: confidence': 0.7 },
  ],
  [
    'classes without names',
    { score: [0.5, 0.5, 0] },
    { prediction: 0, 'prediction: class': '0', 'prediction: confidence': 0.5 },
  ],
  ['what is no number', { score: { a: 0.2, b: NaN, c: 0.1 } }, { prediction: 0.1 }],
  ['an embedding', { embedding: [1, 2, 3, 4] }, { prediction: 4 }],
])('of %s', (_name, prediction, expected) => {
  const found = watchedParts(prediction);
  expect(found).toEqual(expected);
  for (const [name, value] of Object.entries(expected)) expect(watchedPart(name)!(prediction)).toEqual(value);
});

it.each([
  ['prediction', true],
  ['prediction: class', true],
  ['class', false],
  ['toString', false],
])('%s is of the prediction: %s', (name, is) => {
  expect(isPredicted(name)).toBe(is);
  expect(watchedPart(name) !== undefined).toBe(is);
});
