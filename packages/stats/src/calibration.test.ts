import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.js';
import { chiSquareOnCells, ksOnCells } from './cell-tests.js';
import { countValues } from './profile.js';
import { buildCategoricalCells } from './profile-categorical.js';
import { buildNumericCells } from './profile-numeric.js';

const RUNS = 500;
/** 500 runs at a true 5% stay within .02 to .08 (3 standard deviations) except once in 370 seeds. */
const [LOWEST, HIGHEST] = [0.02, 0.08];

/** falseAlarms is the share of runs without drift whose p-value is 0.05 or less. */
function falseAlarms(pValueOfRun: () => number): number {
  let alarms = 0;
  for (let run = 0; run < RUNS; run += 1) if (pValueOfRun() <= 0.05) alarms += 1;
  return alarms / RUNS;
}

function sample<Value>(size: number, draw: () => Value): Value[] {
  return Array.from({ length: size }, draw);
}

describe('false alarms without drift, at a nominal 5%', () => {
  it.each([
    [200, 200, 5],
    [200, 200, 20],
    [1000, 200, 5],
    [500, 500, 50],
    [1000, 1000, 100],
    [300, 1500, 20],
  ])('chi-square, reference %i, current %i, %i equal categories', (n, m, k) => {
    const random = seededRandom(11);
    const draw = (): string => `c${Math.floor(k * random())}`;
    const share = falseAlarms(() => {
      const profile = buildCategoricalCells(sample(n, draw));
      const current = countValues(profile, sample(m, draw));
      return chiSquareOnCells(profile, profile.counts, current).pValue;
    });
    expect(share).toBeGreaterThanOrEqual(LOWEST);
    expect(share).toBeLessThanOrEqual(HIGHEST);
  });

  it.each([
    [200, 200],
    [1000, 300],
  ])('chi-square, reference %i, current %i, a long tail of 300 categories', (n, m) => {
    const random = seededRandom(12);
    const draw = (): string => `c${Math.floor(300 ** random())}`;
    const share = falseAlarms(() => {
      const profile = buildCategoricalCells(sample(n, draw));
      const current = countValues(profile, sample(m, draw));
      return chiSquareOnCells(profile, profile.counts, current).pValue;
    });
    expect(share).toBeGreaterThanOrEqual(LOWEST);
    expect(share).toBeLessThanOrEqual(HIGHEST);
  });

  it('chi-square, 12 whole numbers', () => {
    const random = seededRandom(13);
    const draw = (): number => Math.floor(12 * random() ** 2);
    const share = falseAlarms(() => {
      const profile = buildNumericCells(sample(400, draw));
      const current = countValues(profile, sample(300, draw));
      return chiSquareOnCells(profile, profile.counts, current).pValue;
    });
    expect(share).toBeGreaterThanOrEqual(LOWEST);
    expect(share).toBeLessThanOrEqual(HIGHEST);
  });

  it.each([
    [200, 200],
    [1000, 300],
    [2000, 1000],
  ])('Kolmogorov-Smirnov on cells, reference %i, current %i', (n, m) => {
    const random = seededRandom(14);
    const share = falseAlarms(() => {
      const profile = buildNumericCells(sample(n, random));
      return ksOnCells(profile, profile.counts, countValues(profile, sample(m, random))).pValue;
    });
    expect(share).toBeGreaterThanOrEqual(LOWEST);
    expect(share).toBeLessThanOrEqual(HIGHEST);
  });
});
