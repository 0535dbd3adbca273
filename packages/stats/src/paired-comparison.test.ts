import { describe, expect, it } from 'vitest';
import { goldenSequence as golden, plasticSequence as plastic } from '../test/irrational-sequences.js';
import { seededRandom } from './seeded-random.js';
import { areaUnderRoc } from './area-under-roc.js';
import { bootstrap } from './bootstrap.js';
import { compareAuc, mcNemar } from './paired-comparison.js';

const ROWS = 120;
const fraction = (x: number): number => x - Math.floor(x);
const labels = Array.from({ length: ROWS }, (_, i) => fraction((i + 1) * 0.5698402909980532) < 0.35);
const first = golden(ROWS).map((u, i) => u * 0.6 + (labels[i] ? 0.4 : 0));
const second = plastic(ROWS).map((u, i) => Math.round((u * 0.5 + (labels[i] ? 0.5 : 0)) * 10) / 10);

describe('compareAuc', () => {
  it('agrees with a pair-by-pair computation in numpy', () => {
    const result = compareAuc(labels, first, second);
    expect(result.first).toBeCloseTo(0.9528125, 12);
    expect(result.second).toBeCloseTo(0.994375, 12);
    expect(result.standardError).toBeCloseTo(0.017283930126211378, 12);
    expect(result.pValue).toBeCloseTo(0.016186174176926305, 12);
  });

  it('agrees with the area of one score alone', () => {
    const result = compareAuc(labels, first, second);
    expect(result.first).toBeCloseTo(areaUnderRoc(labels, first).auc, 14);
    expect(result.second).toBeCloseTo(areaUnderRoc(labels, second).auc, 14);
  });

  it('changes sign when the two are swapped, and not at all when a score is bent upwards', () => {
    const result = compareAuc(labels, first, second);
    const swapped = compareAuc(labels, second, first);
    expect(swapped.difference).toBeCloseTo(-result.difference, 14);
    expect(swapped.pValue).toBeCloseTo(result.pValue, 12);
    const bent = compareAuc(labels, first.map(Math.exp), second);
    expect(bent.difference).toBe(result.difference);
  });

  it('finds no difference between a score and itself', () => {
    expect(compareAuc(labels, first, first)).toMatchObject({ difference: 0, pValue: 1 });
  });

  it('is NaN without both classes, and refuses rows that do not match', () => {
    expect(compareAuc([1, 1, 1], [1, 2, 3], [3, 2, 1]).pValue).toBeNaN();
    expect(() => compareAuc([1, 0], [1, 2, 3], [1, 2])).toThrow(RangeError);
  });
});

describe('mcNemar', () => {
  const pairs = (both: number, onlyFirst: number, onlySecond: number): [boolean[], boolean[]] => {
    const rows = [
      ...Array.from({ length: both }, () => [true, true] as const),
      ...Array.from({ length: onlyFirst }, () => [true, false] as const),
      ...Array.from({ length: onlySecond }, () => [false, true] as const),
    ];
    return [rows.map(([a]) => a), rows.map(([, b]) => b)];
  };

  it.each([
    [40, 7, 19, 0.028959274291992188],
    [10, 0, 3, 0.25],
    [0, 140, 120, 0.23860723561044309],
    [30, 0, 0, 1],
    [5, 6, 6, 1],
  ])('%i agree, %i and %i differ: scipy binomtest', (both, onlyFirst, onlySecond, p) => {
    const result = mcNemar(...pairs(both, onlyFirst, onlySecond));
    expect(result).toMatchObject({ onlyFirstRight: onlyFirst, onlySecondRight: onlySecond });
    expect(result.pValue).toBeCloseTo(p, 11);
    expect(result.difference).toBeCloseTo((onlySecond - onlyFirst) / (both + onlyFirst + onlySecond), 14);
    expect(result.lower).toBeLessThanOrEqual(result.difference);
    expect(result.upper).toBeGreaterThanOrEqual(result.difference);
  });
});

describe('bootstrap', () => {
  const mean =
    (values: readonly number[]) =>
    (weights: Uint32Array): number =>
      values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / values.length;

  it('gives about the normal interval of a mean, and the same one from the same seed', () => {
    const values = golden(400);
    const run = () => bootstrap(values.length, mean(values), { random: seededRandom(3), resamples: 2000 });
    const interval = run();
    const deviation = Math.sqrt(1 / 12 / values.length);
    expect(interval.value).toBeCloseTo(mean(values)(new Uint32Array(400).fill(1)), 14);
    expect(interval.lower).toBeGreaterThan(interval.value - 2.15 * deviation);
    expect(interval.lower).toBeLessThan(interval.value - 1.75 * deviation);
    expect(interval.upper).toBeGreaterThan(interval.value + 1.75 * deviation);
    expect(run()).toEqual(interval);
  });

  it('leaves out resamples without an answer and says how many were left', () => {
    const rare = bootstrap(5, (weights) => (weights[0] === 0 ? NaN : 1), { random: seededRandom(1), resamples: 500 });
    expect(rare.resamples).toBeGreaterThan(280);
    expect(rare.resamples).toBeLessThan(390);
    expect(bootstrap(0, () => NaN, { random: seededRandom(1) })).toMatchObject({ resamples: 0, lower: NaN });
  });
});
