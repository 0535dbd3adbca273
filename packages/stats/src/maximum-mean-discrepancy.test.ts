import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.js';
import { maximumMeanDiscrepancy } from './maximum-mean-discrepancy.js';

const fraction = (x: number): number => x - Math.floor(x);
const rows = (n: number, a: number, b: number, stretch: number): number[][] =>
  Array.from({ length: n }, (_, i) => [fraction((i + 1) * a), stretch * fraction((i + 1) * b)]);
const x = rows(30, 0.6180339887498949, 0.7548776662466927, 1);
const y = rows(40, 0.5698402909980532, 0.7548776662466927, 0.8);

it('agrees with the published definitions', () => {
  const result = maximumMeanDiscrepancy(x, y, { random: seededRandom(1), permutations: 99 });
  expect(1 / (2 * result.gamma)).toBeCloseTo(0.22429333945309404, 12);
  expect(result.statistic).toBeCloseTo(-0.0065861443962302868, 14);
  expect(result.biased).toBeCloseTo(0.017963314621048054, 14);
  expect(result.pValue).toBeGreaterThan(0.05);
});

it('sees a rotation that leaves every column alone', () => {
  const line = Array.from({ length: 80 }, (_, i) => [i / 80, i / 80]);
  const turned = line.map(([a, b]) => [a!, 1 - b!]);
  expect(maximumMeanDiscrepancy(line, turned, { random: seededRandom(2), permutations: 99 }).pValue).toBe(0.01);
});

it('says nothing about a single row, and refuses ragged ones', () => {
  expect(maximumMeanDiscrepancy([[1]], y, { random: seededRandom(1) }).pValue).toBeNaN();
  expect(() => maximumMeanDiscrepancy([[1], [2, 3]], [[1], [2]], { random: seededRandom(1) })).toThrow(RangeError);
});
