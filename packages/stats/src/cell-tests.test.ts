import { describe, expect, it } from 'vitest';
import { goldenSequence as golden, plasticSequence as plastic } from '../test/irrational-sequences.js';
import { cellHistogram } from './cell-histogram.js';
import {
  chiSquareOnCells,
  distancesOnCells,
  dLowerBound,
  dUpperBound,
  ksOnCells,
  missingShareTest,
  unseenShare,
} from './cell-tests.js';
import { chiSquareHomogeneity, cramersV, fisherExactP, gTestHomogeneity } from './chi-square.js';
import {
  hellingerDistance,
  jensenShannonDistance,
  largestShareChange,
  populationStabilityIndex,
  stabilityIndexCritical,
  totalVariation,
} from './distances.js';
import { ecdfPair, ecdfPairOfCells } from './ecdf.js';
import { ksTwoSample } from './ks-two-sample.js';
import { countValues } from './profile.js';
import { buildCategoricalCells } from './profile-categorical.js';
import { buildNumericCells } from './profile-numeric.js';

describe('golden values for the counts [500,300,150,50] and [480,310,150,60]', () => {
  const p = [500, 300, 150, 50];
  const q = [480, 310, 150, 60];
  const withNew = [480, 310, 150, 50, 10];

  it('chi-square', () => {
    const { statistic, df, pValue } = chiSquareHomogeneity(p, q);
    expect(statistic).toBeCloseTo(1.4811886006265396, 12);
    expect(df).toBe(3);
    expect(pValue).toBeCloseTo(0.6866187473910232, 12);
  });

  it('chi-square with a new category', () => {
    const { statistic, df, pValue } = chiSquareHomogeneity([...p, 0], withNew);
    expect(statistic).toBeCloseTo(10.57209769153563, 11);
    expect(df).toBe(4);
    expect(pValue).toBeCloseTo(0.03181822192307858, 13);
  });

  it.each([
    [p, q, 3, 1.482480630993722, 0.6863196543210838],
    [[...p, 0], withNew, 4, 14.435076983869553, 0.0060284353396151628],
  ])('G of %j and %j', (reference, current, df, g, pValue) => {
    const found = gTestHomogeneity(reference, current);
    expect(found).toMatchObject({ df, statistic: expect.closeTo(g, 11), pValue: expect.closeTo(pValue, 12) });
  });

  it('distances', () => {
    expect(totalVariation(p, q)).toBeCloseTo(0.02, 14);
    expect(populationStabilityIndex(p, q)).toBeCloseTo(0.0029675536865745597, 14);
    expect(populationStabilityIndex([...p, 0], withNew)).toBeCloseTo(0.04673552295991712, 13);
    expect(jensenShannonDistance(p, q)).toBeCloseTo(0.023123405104723438, 12);
    expect(jensenShannonDistance(p, q, 'e')).toBeCloseTo(0.019251497545604943, 12);
    expect(hellingerDistance(p, q)).toBeCloseTo(0.019255701838926706, 12);
    expect(largestShareChange(p, q)).toBeCloseTo(0.02, 12);
    expect(jensenShannonDistance([...p, 0], withNew, 'e')).toBeCloseTo(0.060073032601720623, 14);
    expect(cramersV([...p, 0], withNew)).toBeCloseTo(0.057329682659672816, 14);
    expect(jensenShannonDistance([1, 0], [0, 1])).toBe(1);
    expect(totalVariation([0, 0], [1, 1])).toBeNaN();
  });
});

describe('ksOnCells', () => {
  it.each([
    ['continuous', golden(5000), plastic(3000).map((u) => u * 0.9 + 0.05)],
    ['continuous, small reference', golden(300), plastic(300).map((u) => u * 0.9 + 0.09)],
    ['shifted', golden(5000), plastic(3000).map((u) => u + 0.3)],
    ['few-valued', golden(1200).map((u) => Math.floor(10 * u)), plastic(500).map((u) => Math.floor(9 * u + 1.5))],
    ['half zeros', golden(4000).map((u) => Math.max(0, u - 0.5)), plastic(900).map((u) => Math.max(0, u - 0.4))],
  ])('brackets the D of the rows: %s', (_name, x, y) => {
    const profile = buildNumericCells(x);
    const onCells = ksOnCells(profile, profile.counts, countValues(profile, y));
    const onRows = ksTwoSample(x, y);
    expect(onCells.statistic).toBeLessThanOrEqual(onRows.statistic + 1e-12);
    expect(onCells.statistic + onCells.gridError).toBeGreaterThanOrEqual(onRows.statistic - 1e-12);
    expect(onCells.gridError).toBeLessThanOrEqual(0.004);
    expect(onCells.sign).toBe(onRows.sign);
  });

  it('is exact on few-valued features', () => {
    const x = golden(1200).map((u) => Math.floor(10 * u));
    const y = plastic(500).map((u) => Math.floor(9 * u + 1.5));
    const profile = buildNumericCells(x);
    const onCells = ksOnCells(profile, profile.counts, countValues(profile, y));
    const onRows = ksTwoSample(x, y);
    expect(onCells).toMatchObject({ gridError: 0, n: 1200, m: 500, location: onRows.location });
    expect(onCells.pValue).toBeCloseTo(onRows.pValue, 12);
  });

  it('is NaN without finite values on a side', () => {
    const profile = buildNumericCells([1, 2, 3]);
    expect(ksOnCells(profile, profile.counts, countValues(profile, [null])).pValue).toBeNaN();
  });
});

describe('chiSquareOnCells', () => {
  it('pools so that every expected count is 5 or more', () => {
    const categories = golden(1000).map((u) => `c${Math.floor(40 * u * u * u)}`);
    const profile = buildCategoricalCells(categories);
    const current = countValues(
      profile,
      plastic(200).map((u) => `c${Math.floor(40 * u * u * u)}`),
    );
    const { df, pValue } = chiSquareOnCells(profile, profile.counts, current);
    expect(df).toBeGreaterThan(3);
    expect(df).toBeLessThan(profile.categories.length);
    expect(pValue).toBeGreaterThan(0.05);
  });

  it('sees a new category through the pool', () => {
    const profile = buildCategoricalCells([
      ...Array.from({ length: 500 }, () => 'a'),
      ...Array.from({ length: 500 }, () => 'b'),
    ]);
    const current = countValues(profile, [
      ...Array.from({ length: 400 }, () => 'a'),
      ...Array.from({ length: 400 }, () => 'b'),
      ...Array.from({ length: 200 }, () => 'new'),
    ]);
    expect(chiSquareOnCells(profile, profile.counts, current).pValue).toBeLessThan(1e-4);
    expect(unseenShare(profile, current)).toBe(0.2);
  });

  it('compares nothing when too little is there', () => {
    const profile = buildCategoricalCells(['a', 'b']);
    expect(chiSquareOnCells(profile, profile.counts, profile.counts)).toEqual({
      statistic: 0,
      df: 0,
      pValue: 1,
    });
  });
});

describe('effects', () => {
  it.each([
    [1000, 100, 0.186],
    [1000, 500, 0.0508],
    [1000, 1000, 0.0338],
    [10_000, 1000, 0.0186],
    [100_000, 100_000, 0.00034],
  ])('the stability index of %i against %i rows in ten cells may reach %f by chance', (n, m, critical) => {
    expect(Math.abs(stabilityIndexCritical(10, n, m) / critical - 1)).toBeLessThan(0.01);
  });

  it('distancesOnCells uses deciles for numeric features', () => {
    const profile = buildNumericCells(golden(10_000));
    const same = distancesOnCells(profile, profile.counts, countValues(profile, plastic(5000)));
    const moved = distancesOnCells(
      profile,
      profile.counts,
      countValues(
        profile,
        plastic(5000).map((u) => u + 0.1),
      ),
    );
    expect(same.totalVariation).toBeLessThan(0.01);
    expect(moved.totalVariation).toBeGreaterThan(0.09);
    expect(moved.totalVariation).toBeLessThan(0.13);
  });

  it.each([
    [0.05, 1.358102],
    [0.01, 1.627624],
    [0.003, 1.803093],
    [0.001, 1.949475],
  ])('dLowerBound at alpha %f takes off c = %f, dUpperBound adds it', (alpha, c) => {
    expect(dLowerBound(0.5, 200, 200, alpha)).toBeCloseTo(0.5 - c * 0.1, 6);
    expect(dLowerBound(0.01, 200, 200, alpha)).toBe(0);
    expect(dUpperBound(0.5, 200, 200, alpha, 0.002)).toBeCloseTo(0.502 + c * 0.1, 6);
    expect(dUpperBound(0.95, 200, 200, alpha)).toBe(1);
  });

  it('missingShareTest sees a null rate that distributions do not show', () => {
    const profile = buildNumericCells(golden(1000));
    const current = countValues(
      profile,
      golden(1000).map((u, i) => (i % 50 === 0 ? null : u)),
    );
    const { pValue, ...shares } = missingShareTest(profile, profile.counts, current);
    expect(shares).toEqual({ reference: 0, current: 0.02 });
    expect(pValue).toBeLessThan(1e-4);
  });

  it('fisherExactP doubles the smaller tail', () => {
    expect(fisherExactP(8, 10, 1, 6)).toBeCloseTo(2 * 0.024475524475524476, 10);
    expect(fisherExactP(0, 10, 0, 10)).toBe(1);
    expect(fisherExactP(5, 10, 5, 10)).toBe(1);
  });
});

describe('charts', () => {
  const x = golden(5000);
  const y = plastic(3000).map((u) => u * 0.9 + 0.05);

  it('ecdfPair keeps the step of D among at most 400', () => {
    const pair = ecdfPair(x, y)!;
    expect(pair.steps.length).toBeLessThanOrEqual(400);
    const { statistic, location } = ksTwoSample(x, y, { method: 'asymp' });
    expect(pair).toMatchObject({ statistic, location });
    expect(pair.steps.some((step) => step.value === location)).toBe(true);
    expect(pair.steps.at(-1)).toMatchObject({ reference: 1, current: 1 });
    expect(ecdfPair([], y)).toBeNull();
  });

  it('ecdfPairOfCells agrees with ksOnCells', () => {
    const profile = buildNumericCells(x);
    const current = countValues(profile, y);
    const pair = ecdfPairOfCells(profile, profile.counts, current)!;
    const { statistic, location, sign } = ksOnCells(profile, profile.counts, current);
    expect(pair.statistic).toBeCloseTo(statistic, 12);
    expect(pair).toMatchObject({ location, sign });
    expect(pair.steps.length).toBeLessThanOrEqual(400);
  });

  it('cellHistogram sums to 1 on both sides', () => {
    const profile = buildNumericCells([...x, null]);
    const bars = cellHistogram(profile, profile.counts, countValues(profile, [...y, NaN]));
    const sum = (side: 'reference' | 'current'): number => bars.reduce((total, bar) => total + bar[side], 0);
    expect([sum('reference'), sum('current')]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    expect(bars.length).toBeLessThanOrEqual(33);
  });

  it('cellHistogram names values and categories', () => {
    const months = buildNumericCells([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(cellHistogram(months, months.counts, months.counts).map((bar) => bar.label)).toEqual(['1', '2']);
    const hubs = buildCategoricalCells(['LAX', 'LAX', 'SFO']);
    expect(cellHistogram(hubs, hubs.counts, hubs.counts)).toMatchObject([
      { label: 'LAX', reference: 2 / 3 },
      { label: 'SFO', current: 1 / 3 },
    ]);
  });
});
