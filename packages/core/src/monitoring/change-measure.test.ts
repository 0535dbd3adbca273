import { buildCategoricalCells, buildNumericCells, countValues, ksTwoSample, type Profile } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { badMeasure, changeMeasure, meanOf } from './change-measure.js';

const watched = (profile: Profile, values: readonly unknown[]) => ({
  feature: 'x',
  profile,
  current: countValues(profile, values),
});
const spread = (rows: number, shift = 0) => Array.from({ length: rows }, (_, i) => ((i * 0.618034) % 1) + shift);

describe('changeMeasure', () => {
  it('of numbers differs between the two by D', () => {
    const [x, y] = [spread(2_000), spread(1_000, 0.2)];
    const one = watched(buildNumericCells(x), y);
    const measure = changeMeasure(one)!;
    const change = meanOf(measure, one.profile.counts)! - meanOf(measure, one.current)!;
    expect(change).toBeCloseTo(ksTwoSample(x, y).statistic, 2);
    expect(measure.measure).toMatch(/^share of x up to 0\.2/);
  });

  it('of categories differs by the total variation, and names what rose', () => {
    const profile = buildCategoricalCells('aaaaaabbbc'.split(''));
    const one = watched(profile, 'aabbbbbbzz'.split(''));
    const measure = changeMeasure(one)!;
    expect(meanOf(measure, one.current)! - meanOf(measure, profile.counts)!).toBeCloseTo(0.5);
    expect(measure.measure).toBe('share of x that became more frequent: b (+.3), values never seen (+.2)');
  });

  it('of missing numbers is on no side', () => {
    const one = watched(buildNumericCells(spread(100)), [null, 0.9, 0.95]);
    expect(meanOf(changeMeasure(one)!, one.current)).toBeLessThanOrEqual(1);
    expect(changeMeasure(watched(buildNumericCells(spread(100)), [null, null]))).toBeNull();
    expect(changeMeasure(watched(buildNumericCells([]), [1]))).toBeNull();
  });
});

it('badMeasure counts what is missing or was never seen', () => {
  const numbers = watched(buildNumericCells(spread(100)), [null, 7, -7, 0.5]);
  expect(meanOf(badMeasure(numbers), numbers.current)).toBe(0.75);
  const broken = watched(buildNumericCells(spread(100)), [NaN, Infinity, null, 0.5]);
  expect(meanOf(badMeasure(broken), broken.current)).toBe(0.75);
  const names = watched(buildCategoricalCells(['a', 'b']), ['a', 'z', null, 'b']);
  expect(meanOf(badMeasure(names), names.current)).toBe(0.5);
});
