import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.js';
import { f1Interval, meanInterval, wilsonInterval } from './intervals.js';

it.each([
  [0, 10, 0, 0.2775327998628892],
  [10, 10, 0.7224672001371106, 1],
  [7, 10, 0.39677814746114526, 0.892208732593699],
  [130, 1000, 0.1105637746248419, 0.15226802665446887],
])('Wilson of %i of %i agrees with scipy binomtest', (successes, n, lower, upper) => {
  const interval = wilsonInterval(successes, n);
  expect(interval.lower).toBeCloseTo(lower, 12);
  expect(interval.upper).toBeCloseTo(upper, 12);
});

it('Wilson begins at 0 exactly when nothing was counted, and ends at 1 when everything was', () => {
  for (let n = 1; n <= 3000; n += 1)
    expect([wilsonInterval(0, n, 0.02).lower, wilsonInterval(n, n, 0.02).upper]).toEqual([0, 1]);
});

it('nothing counted is nothing known', () => {
  expect(wilsonInterval(0, 0)).toEqual({ value: NaN, lower: 0, upper: 1 });
  expect(meanInterval([])).toEqual({ value: NaN, lower: NaN, upper: NaN });
  expect(meanInterval([3])).toEqual({ value: 3, lower: 3, upper: 3 });
  expect(f1Interval(0, 0, 10)).toEqual({ value: 0, lower: 0, upper: 1 });
});

it('a mean of 1, 2, 3, 4 is 2.5 with 1.96 standard errors on both sides', () => {
  const { value, lower, upper } = meanInterval([1, 2, 3, 4]);
  expect(value).toBe(2.5);
  expect(upper - value).toBeCloseTo(1.959963984540054 * Math.sqrt(5 / 3 / 4), 12);
  expect(value - lower).toBeCloseTo(upper - value, 12);
});

it('the interval of F1 covers the truth in about 95 of 100 samples', () => {
  const random = seededRandom(11);
  const [hit, miss, rows] = [0.3, 0.2, 400];
  const truth = (2 * hit) / (2 * hit + miss);
  let covered = 0;
  for (let sample = 0; sample < 1000; sample += 1) {
    let [truePositives, errors] = [0, 0];
    for (let row = 0; row < rows; row += 1) {
      const u = random();
      if (u < hit) truePositives += 1;
      else if (u < hit + miss) errors += 1;
    }
    const { lower, upper } = f1Interval(truePositives, errors, rows);
    if (lower <= truth && truth <= upper) covered += 1;
  }
  expect(covered).toBeGreaterThan(930);
  expect(covered).toBeLessThan(970);
});
