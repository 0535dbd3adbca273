import { describe, expect, it } from 'vitest';
import { outlierCells, outlierShareByChance } from './outlier-cells.js';
import { buildCategoricalCells } from './profile-categorical.js';
import { buildNumericCells } from './profile-numeric.js';
import { cellOf, type Profile } from './profile.js';
import { seededRandom } from './seeded-random.js';

const isOutlier = (profile: Profile, value: unknown): boolean => outlierCells(profile).has(cellOf(profile, value));

describe('outlierCells', () => {
  it.each([
    [1, false],
    [2.5, false],
    [4, false],
    [0.9, true],
    [4.1, true],
    [Infinity, true],
    ['far', true],
    [null, false],
  ])('of 1 to 4: %s is one: %s', (value, expected) => {
    expect(isOutlier(buildNumericCells([1, 2, 3, 4]), value)).toBe(expected);
  });

  it('what the reference showed is never one', () => {
    expect(isOutlier(buildNumericCells([1, 2, Infinity, NaN]), -Infinity)).toBe(false);
    expect(isOutlier(buildNumericCells([1, 2, Infinity, NaN]), 'x')).toBe(false);
  });

  it('of categories: those that are new, unless the reference had more than it lists', () => {
    const hubs = buildCategoricalCells(['ATL', 'LAX']);
    expect(['ATL', 'DEN', null].map((value) => isOutlier(hubs, value))).toEqual([false, true, false]);
    const many = buildCategoricalCells(Array.from({ length: 500 }, (_, i) => `c${i}`));
    expect(isOutlier(many, 'new')).toBe(false);
  });
});

describe('outlierShareByChance', () => {
  const random = seededRandom(5);
  const shareOf = (draw: () => unknown, rows: number, runs: number): [number, number] => {
    let [seen, expected] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const values = Array.from({ length: rows }, draw);
      const profile = typeof values[0] === 'number' ? buildNumericCells(values) : buildCategoricalCells(values);
      const cells = outlierCells(profile);
      for (let i = 0; i < 100; i += 1) seen += Number(cells.has(cellOf(profile, draw()))) / 100 / runs;
      expected += outlierShareByChance(profile) / runs;
    }
    return [seen, expected];
  };

  it('is what numbers show', () => {
    const [seen, expected] = shareOf(() => random() ** 3, 50, 400);
    expect(expected).toBeCloseTo(2 / 51, 10);
    expect(seen).toBeGreaterThan(0.75 * expected);
    expect(seen).toBeLessThan(1.25 * expected);
  });

  it('is what categories show', () => {
    const [seen, expected] = shareOf(() => `c${Math.floor(60 * random() ** 3)}`, 100, 400);
    expect(seen).toBeGreaterThan(0.75 * expected);
    expect(seen).toBeLessThan(1.25 * expected);
  });

  it('of nothing is nothing', () => {
    expect(outlierShareByChance(buildNumericCells([]))).toBe(0);
    expect(outlierShareByChance(buildCategoricalCells([]))).toBe(0);
  });
});
