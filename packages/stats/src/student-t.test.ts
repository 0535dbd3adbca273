import { expect, it } from 'vitest';
import { studentTQuantile, studentTSf } from './student-t.js';

it.each([
  [2, 5, 0.05096973941492917],
  [0, 3, 0.5],
  [1, 1, 0.25],
  [-1, 1, 0.75],
  [1, 2, 0.21132486540518713],
  [2.2281388519862744, 10, 0.025],
  [Infinity, 4, 0],
])('P(T > %d) with %i degrees of freedom', (t, df, p) => {
  expect(studentTSf(t, df)).toBeCloseTo(p, 13);
});

it.each([
  [0.99, 1, 31.820515953773956],
  [0.99, 3, 4.540702858568134],
  [0.99, 5, 3.364929998907217],
  [0.975, 10, 2.2281388519862744],
  [0.5, 7, 0],
  [0.01, 3, -4.540702858568134],
])('the quantile %d with %i degrees of freedom', (p, df, t) => {
  expect(studentTQuantile(p, df)).toBeCloseTo(t, 10);
});

it('the quantile is where the tail says', () => {
  for (let df = 1; df <= 30; df += 1)
    for (const p of [0.6, 0.9, 0.999]) expect(studentTSf(studentTQuantile(p, df), df)).toBeCloseTo(1 - p, 12);
});
