import { expect, test } from 'vitest';
import { comparePredictions } from './compare-predictions.js';

test.each([
  [
    'the same label agrees, however far the scores lie apart',
    { label: 'late', score: 0.9 },
    { label: 'late', score: 0.6 },
    true,
    0.3,
  ],
  ['another label does not', { label: 'late', score: 0.51 }, { label: 'on time', score: 0.49 }, false, 0.02],
  ['a rounded number is the same', { value: 1_000 }, { value: 1_000.000_5 }, true, 0.000_5],
  ['another number is not', { value: 10 }, { value: 11 }, false, 1],
  [
    'of many numbers the largest difference counts',
    { score: { a: 0.1, b: 0.9 } },
    { score: { a: 0.3, b: 0.8 } },
    false,
    0.2,
  ],
  ['texts have no difference in numbers', { text: 'a' }, { text: 'b' }, false, null],
  ['an output that only one has is a difference', { value: 1 }, { value: 1, more: 2 }, false, 0],
  ['and so is a list of another length', { embedding: [1, 2] }, { embedding: [1] }, false, 0],
])('%s', (_, stable, other, agrees, difference) => {
  const found = comparePredictions(stable, other);
  expect(found.agrees).toBe(agrees);
  if (difference === null) expect(found.difference).toBeNull();
  else expect(found.difference).toBeCloseTo(difference, 9);
});
