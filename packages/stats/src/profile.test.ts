import { describe, expect, it } from 'vitest';
import { goldenSequence as golden } from '../test/irrational-sequences.js';
import { addCounts, cellOf, countValues, emptyCounts, subtractCounts } from './profile.js';
import { buildCategoricalCells } from './profile-categorical.js';
import { buildNumericCells, finiteCellCount, numericCells } from './profile-numeric.js';

const size = (value: unknown): number => JSON.stringify(value).length;

describe('buildNumericCells', () => {
  it('cuts a continuous feature into cells of about equal mass', () => {
    const profile = buildNumericCells(golden(100_000));
    const finite = finiteCellCount(profile);
    const inner = profile.counts.slice(1, finite - 1);
    expect(profile.counts.length).toBeLessThanOrEqual(1000);
    expect(profile.counts.length).toBeGreaterThan(950);
    expect(Math.max(...inner)).toBeLessThanOrEqual(110);
    expect(profile).toMatchObject({ fewValued: false, atoms: [] });
    expect([profile.counts[0], profile.counts[finite - 1]]).toEqual([0, 0]);
    expect(size(profile)).toBeLessThan(16_000);
  });

  it('gives few-valued features an atom a value and a cell between two atoms', () => {
    const profile = buildNumericCells([1, 1, 1, 1, 2, 2, 2, 2, 5, 5, 5, 5, 5]);
    expect(profile).toMatchObject({ fewValued: true, atoms: [1, 2, 5], edges: [] });
    const cells = [0, 1, 1.5, 2, 4.9, 5, 6].map((value) => cellOf(profile, value));
    expect(cells).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(profile.counts).toEqual([0, 4, 0, 4, 0, 5, 0, 0, 0, 0]);
    expect(numericCells(profile).map((cell) => cell.atom)).toEqual([false, true, false, true, false, true, false]);
  });

  it('gives a heavy value among continuous ones its own cell', () => {
    const profile = buildNumericCells([...golden(5000), ...Array.from({ length: 500 }, () => 0)]);
    expect(profile.atoms).toEqual([0]);
    expect(profile.counts[cellOf(profile, 0)]).toBe(500);
  });

  it('keeps null, not a number and infinite apart', () => {
    const profile = buildNumericCells([1, 2, null, undefined, NaN, 'x', Infinity, -Infinity, true]);
    expect(profile.counts.slice(-3)).toEqual([2, 2, 2]);
    expect(profile.summary).toMatchObject({ count: 9, missingShare: 4 / 9, min: 1, max: 2 });
  });

  it.each([
    ['no value', [], 1],
    ['nulls only', [null, null], 1],
    ['a constant', [7, 7, 7, 7], 3],
    ['one value', [0.1], 3],
    ['extremes', [-Number.MAX_VALUE, 0, Number.MIN_VALUE, Number.MAX_VALUE], 6],
  ])('holds %s', (_name, values, finite) => {
    const profile = buildNumericCells(values);
    expect(finiteCellCount(profile)).toBeLessThanOrEqual(finite + 1);
    expect(countValues(profile, values)).toEqual(profile.counts);
    expect(profile.counts.reduce((a, b) => a + b, 0)).toBe(values.length);
  });

  it('survives JSON: the copy finds the same cells', () => {
    const values = [...golden(3000).map((u) => Math.exp(5 * u)), ...Array.from({ length: 100 }, () => 3.3)];
    const profile = buildNumericCells(values, { maxCells: 200 });
    const copy = JSON.parse(JSON.stringify(profile)) as typeof profile;
    expect(countValues(copy, values)).toEqual(profile.counts);
    expect(profile.counts.length).toBeLessThanOrEqual(200);
  });

  it('summarises', () => {
    const { summary } = buildNumericCells([1, 2, 3, 4, null]);
    expect(summary).toMatchObject({ distinct: 4, mean: 2.5, missingShare: 0.2 });
    expect(summary.standardDeviation).toBeCloseTo(1.2909944487358056, 14);
    expect(summary.quantiles).toMatchObject({ p25: 1.75, p50: 2.5, p75: 3.25 });
  });
});

describe('buildCategoricalCells', () => {
  it('counts categories, most frequent first, and tells unseen from null', () => {
    const profile = buildCategoricalCells(['b', 'a', 'b', null, 3, true]);
    expect(profile.categories).toEqual(['b', '3', 'a', 'true']);
    expect(profile.counts).toEqual([2, 1, 1, 1, 0, 0, 1]);
    expect([cellOf(profile, 'new'), cellOf(profile, null), cellOf(profile, 3)]).toEqual([5, 6, 1]);
    expect(profile.summary).toEqual({
      count: 6,
      missingShare: 1 / 6,
      distinct: 4,
      mostFrequent: 'b',
    });
  });

  it('keeps the 200 most frequent; others cannot be told from unseen ones', () => {
    const values = Array.from({ length: 300 }, (_, i) => [`c${i}`, `c${i % 200}`]).flat();
    const profile = buildCategoricalCells(values);
    expect(profile.categories).toHaveLength(200);
    expect(profile.hasOther).toBe(true);
    expect(cellOf(profile, 'new')).toBe(200);
    expect(countValues(profile, values)).toEqual(profile.counts);
  });

  it('bounds the labels it keeps', () => {
    const profile = buildCategoricalCells(Array.from({ length: 50 }, (_, i) => `${i}`.padStart(1000, 'x')));
    expect(size(profile)).toBeLessThan(16_000);
    expect(profile.hasOther).toBe(true);
  });
});

describe('counts', () => {
  it('add and subtract in place, and refuse another profile', () => {
    const profile = buildNumericCells([1, 2, 3]);
    const window = emptyCounts(profile);
    addCounts(window, profile.counts);
    addCounts(window, profile.counts);
    subtractCounts(window, profile.counts);
    expect(window).toEqual(profile.counts);
    expect(() => addCounts(window, [1])).toThrow(RangeError);
  });
});
