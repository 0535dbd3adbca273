import { describe, expect, it } from 'vitest';
import { chiSquareSf, log1pMinusX, logGamma, logSumExp, normalQuantile, normalSf } from './special-functions.js';

/** The expected values are scipy 1.17.1's. */
function near(actual: number, expected: number, relative = 1e-12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('special functions agree with scipy', () => {
  it.each([
    [3.84, 1, 0.05004352124870519],
    [0.01, 5, 0.9999994699729957],
    [50, 3, 7.989179244951495e-11],
    [120, 100, 0.08440668109369177],
    [1100, 1000, 0.014614408126295192],
    [900, 1000, 0.9892827619087102],
    [0, 4, 1],
  ])('chiSquareSf(%f, %i)', (x, df, expected) => near(chiSquareSf(x, df), expected));

  it.each([
    [-3, 0.9986501019683699],
    [-0.5, 0.6914624612740131],
    [0, 0.5],
    [1, 0.15865525393145707],
    [5, 2.866515718791933e-7],
    [20, 2.7536241186061556e-89],
  ])('normalSf(%f)', (z, expected) => near(normalSf(z), expected));

  it.each([
    [1e-12, -7.034483825301131],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.9, 1.2815515655446004],
    [0.999, 3.090232306167813],
  ])('normalQuantile(%f)', (p, expected) => near(normalQuantile(p), expected));

  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1.5, -0.12078223763524526],
    [10, 12.801827480081469],
    [100.5, 361.43554046777757],
    [1e9, 19723265827.503716],
  ])('logGamma(%f)', (x, expected) => near(logGamma(x), expected));
});

describe('log1pMinusX and logSumExp', () => {
  it('keep their digits', () => {
    near(log1pMinusX(1e-8), -4.999999966666667e-17);
    near(log1pMinusX(-1e-5), -5.0000333335833e-11);
    near(log1pMinusX(1), Math.LN2 - 1);
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([])).toBe(-Infinity);
  });
});
