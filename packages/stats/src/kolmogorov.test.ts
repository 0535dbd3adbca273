import { describe, expect, it } from 'vitest';
import { kolmogorovSf } from './kolmogorov.js';
import { smirnovSf } from './smirnov.js';

describe('kolmogorovSf agrees with scipy.stats.kstwo.sf 1.17.1 on every branch', () => {
  it.each([
    [5000, 1.5 / Math.sqrt(5000), 0.021900480438121258],
    [100_000, 1.5 / Math.sqrt(100_000), 0.022147567316851455],
    [1_000_000, 1.5 / Math.sqrt(1_000_000), 0.022195758430640866],
    [1, 0.7, 0.6000000000000001],
    [2, 0.4, 0.82],
    [5, 0.15, 0.9988],
    [10, 0.05, 1],
    [10, 0.08, 0.9999978058034054],
    [10, 0.2, 0.7487190399999999],
    [20, 0.3, 0.04306706665851623],
    [50, 0.08, 0.880839701941023],
    [50, 0.97, 1.4357959753837688e-76],
    [100, 0.15, 0.019839242125643017],
    [140, 0.1, 0.11353657290090946],
    [140, 0.16, 0.001344016324418744],
    [140, 0.19, 6.711071724199073e-5],
    [141, 0.05, 0.854845693009663],
    [1000, 0.001, 1],
    [1000, 0.02, 0.8108971656895577],
    [1000, 0.4, 6.634569013150445e-145],
    [5000, 0.003, 0.9999999999740126],
    [5000, 0.02, 0.03613941395325637],
    [100_000, 0.0005, 1],
    [100_000, 0.003, 0.3284563327726956],
    [300_000, 0.002, 0.18105935573978393],
    [1_000_000, 0.003, 3.039812751939269e-8],
    [2_000_000, 0.002, 2.247704493692889e-7],
  ])('n = %i, x = %f', (n, x, expected) => {
    expect(Math.abs(kolmogorovSf(n, x) - expected)).toBeLessThanOrEqual(1e-12 * expected);
  });

  it('is 1 at 0, 0 at 1 and NaN for a size that is not a positive integer', () => {
    expect([kolmogorovSf(10, 0), kolmogorovSf(10, 1)]).toEqual([1, 0]);
    expect([kolmogorovSf(0, 0.1), kolmogorovSf(2.5, 0.1), kolmogorovSf(3, NaN)]).toEqual([NaN, NaN, NaN]);
  });
});

describe('smirnovSf', () => {
  it('is exact where the sum is short', () => {
    expect(smirnovSf(2, 0.6)).toBeCloseTo(0.16, 15);
    expect(smirnovSf(1, 0.3)).toBeCloseTo(0.7, 15);
  });
});
