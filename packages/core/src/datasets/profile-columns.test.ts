import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { HyperLogLog } from './hyper-log-log.js';
import { ColumnProfiler } from './profile-columns.js';
import { QuantileSketch } from './quantile-sketch.js';
import { ValueCounts } from './value-counts.js';

const numbers = (count: number, seed = 7): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random() ** 3 * 1000);
};
const profileOf = (values: readonly unknown[], rows = values.length) => {
  const profiler = new ColumnProfiler(1);
  for (const value of values) profiler.add(value);
  return profiler.profile('x', rows);
};

/** Share of `values` at or below `value`. */
const rankOf = (values: readonly number[], value: number): number =>
  values.filter((each) => each <= value).length / values.length;

describe('QuantileSketch', () => {
  it('is exact while it has room', () => {
    const sketch = new QuantileSketch();
    for (const value of [3, 1, 2]) sketch.add(value);
    expect(sketch.weighted()).toEqual([1, 2, 3].map((value) => ({ value, weight: 1 })));
    expect(sketch.rankError).toBe(0);
  });

  it.each(['as it comes', 'sorted', 'merged from four parts'])('keeps every quantile within its error: %s', (how) => {
    const values = numbers(60_000);
    if (how === 'sorted') values.sort((a, b) => a - b);
    const parts = Array.from({ length: how.startsWith('merged') ? 4 : 1 }, () => new QuantileSketch());
    values.forEach((value, index) => parts[index % parts.length]!.add(value));
    const sketch = parts[0]!;
    for (const part of parts.slice(1)) sketch.merge(part);
    const weighted = sketch.weighted();
    expect(weighted.reduce((sum, { weight }) => sum + weight, 0)).toBe(60_000);
    expect(weighted.length).toBeLessThan(3_000);
    const sorted = values.toSorted((a, b) => a - b);
    let rank = 0;
    let worst = 0;
    for (const { value, weight } of weighted) {
      rank += weight;
      worst = Math.max(worst, Math.abs(rank / 60_000 - (sorted.lastIndexOf(value) + 1) / 60_000));
    }
    expect(sketch.rankError).toBeCloseTo(0.0055, 3);
    expect(worst).toBeLessThan(2 * sketch.rankError);
  });
});

describe('HyperLogLog', () => {
  it.each([10, 5_000, 200_000])('estimates %i values within three standard errors', (count) => {
    const [whole, left, right] = [new HyperLogLog(), new HyperLogLog(), new HyperLogLog()];
    for (let index = 0; index < count; index += 1) {
      whole.add(`value ${index}`);
      whole.add(`value ${index}`);
      (index % 2 === 0 ? left : right).add(`value ${index}`);
    }
    left.merge(right);
    const off = Math.abs(whole.estimate() - count) / count;
    expect(off).toBeLessThan(3 * HyperLogLog.standardError);
    expect(left.estimate()).toBe(whole.estimate());
  });
});

describe('ValueCounts', () => {
  it('keeps the frequent values of many, within the undercount that it states', () => {
    const counts = new ValueCounts(500);
    for (let index = 0; index < 100_000; index += 1) counts.add(index % 10 === 0 ? 'often' : `rare ${index}`);
    const [first, ...others] = counts.frequent(10);
    expect(others).toEqual([]);
    expect(first?.value).toBe('often');
    expect(first!.count + counts.undercount).toBeGreaterThanOrEqual(10_000);
    expect(first!.count).toBeLessThanOrEqual(10_000);
    expect(counts.undercount).toBeLessThan(1_000);
    const { count, error } = counts.distinct();
    expect(Math.abs(count - 90_001) / 90_001).toBeLessThan(3 * error);
  });
});

describe('ColumnProfiler', () => {
  it('sums up numbers, and counts what is no number apart', () => {
    const profile = profileOf([1, 2, 2, 3, NaN, Infinity, -Infinity, null], 9);
    expect(profile).toMatchObject({ type: 'numeric', missing: 2, nan: 1, infinite: 2, distinct: 3, distinctError: 0 });
    expect(profile).toMatchObject({ min: 1, max: 3, mean: 2, median: 2, quantileError: 0, topUndercount: 0 });
    expect(profile.std).toBeCloseTo(0.8165, 4);
    expect(profile.top[0]).toEqual({ value: '2', count: 2 });
    expect(profile.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });

  it('keeps the quantiles of many numbers within the stated error', () => {
    const values = numbers(30_000);
    const profile = profileOf(values);
    for (const { q, value } of profile.quantiles)
      expect(Math.abs(rankOf(values, value) - q)).toBeLessThan(2 * profile.quantileError);
    expect(profile.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(30_000);
  });

  it.each([
    ['boolean', [true, false, null]],
    ['timestamp', ['2001-01-01', '2001-03-31 10:00']],
    ['timestamp', ['2001/01/10 18:20']],
    ['categorical', ['2001/01-10']],
    ['categorical', ['ORD', 'LAX', 'ORD']],
    ['categorical', ['2001-01-01', 'soon']],
    ['categorical', [1, 'one']],
    ['empty', [null]],
    ['text', Array.from({ length: 500 }, (_, index) => `row ${index}`)],
  ])('tells %s', (type, values) => expect(profileOf(values).type).toBe(type));

  it('measures texts and times', () => {
    expect(profileOf(['a', 'bbb']).lengths).toEqual({ min: 1, mean: 2, max: 3 });
    expect(profileOf(['2001-02-01', '2001-01-01']).span).toEqual({ first: '2001-01-01', last: '2001-02-01' });
  });

  it('tells long values apart and shows their beginning', () => {
    const long = 'x'.repeat(5_000);
    const { distinct, top } = profileOf([`${long}a`, `${long}b`]);
    expect(distinct).toBe(2);
    expect(top[0]?.value).toHaveLength(200);
  });

  it('survives the largest and the smallest doubles', () => {
    expect(profileOf([1.7e308, -1.7e308, 1.7e308]).histogram).toHaveLength(20);
    expect(profileOf([0, 5e-324]).histogram[0]?.count).toBe(2);
  });
});
