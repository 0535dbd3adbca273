import { expect, it } from 'vitest';
import { grewClearly } from './grew-clearly.js';

/** Of 100 rows, `wrong` have the value 1. */
const rows = (wrong: number) => Array.from({ length: 100 }, (_, i) => ({ value: i < wrong ? 1 : 0 }));

// Standard errors by hand: sqrt(.1 x .9 / 99) = .0302, sqrt(.16 x .84 / 99) = .0368, sqrt(.2 x .8 / 99) = .0402.
it.each([
  [10, 10, false],
  [10, 16, false],
  [10, 20, true],
  [20, 10, false],
])('%i and then %i wrong of 100: %s', (before, now, expected) =>
  expect(grewClearly(rows(before), rows(now))).toBe(expected),
);

it('says nothing of a single row, nor of none', () => {
  expect(grewClearly(rows(0), [{ value: 1 }])).toBe(false);
  expect(grewClearly([], rows(50))).toBe(false);
});
