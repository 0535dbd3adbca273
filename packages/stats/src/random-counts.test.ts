import { describe, expect, it } from 'vitest';
import { randomBinomial, randomIndex, randomPoisson } from './random-counts.js';
import { seededRandom } from './seeded-random.js';

const DRAWS = 20_000;

function moments(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (DRAWS - 1) };
}

/** Five standard errors of a mean, and of a variance of a distribution that is close to normal. */
const near = (mean: number, variance: number, seen: { mean: number; variance: number }): void => {
  expect(Math.abs(seen.mean - mean)).toBeLessThanOrEqual(5 * Math.sqrt(variance / DRAWS));
  expect(Math.abs(seen.variance - variance)).toBeLessThanOrEqual(0.1 * variance + 1e-9);
};

describe('drawn counts have the mean and the variance of their distribution', () => {
  it.each([0, 0.05, 2.5, 29, 31, 500])('Poisson(%d)', (mean) => {
    const random = seededRandom(1);
    near(
      mean,
      mean,
      moments(() => randomPoisson(random, mean)),
    );
  });

  it.each([
    [0, 0.3],
    [10, 0],
    [10, 1],
    [7, 0.5],
    [500, 0.005],
    [500, 0.5],
    [100_000, 0.999],
  ])('Binomial(%d, %d)', (n, p) => {
    const random = seededRandom(2);
    near(
      n * p,
      n * p * (1 - p),
      moments(() => randomBinomial(random, n, p)),
    );
  });
});

it('an index is drawn as often as its weight says', () => {
  const random = seededRandom(3);
  const draw = randomIndex([1, 0, 5, 2]);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < DRAWS; i += 1) counts[draw(random)]! += 1;
  expect(counts.map((count) => count / DRAWS)).toEqual(
    [0.125, 0, 0.625, 0.25].map((share) => expect.closeTo(share, 1)),
  );
  expect(counts[1]).toBe(0);
});
