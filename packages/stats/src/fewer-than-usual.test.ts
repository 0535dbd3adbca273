import { expect, it } from 'vitest';
import { fewerThanUsual } from './fewer-than-usual.js';
import { randomPoisson } from './random-counts.js';
import { seededRandom } from './seeded-random.js';
import { studentTSf } from './student-t.js';

const steady = [1000, 1020, 980, 1010, 990, 1005, 995, 1000];

it('is the prediction of one more draw: t by hand', () => {
  const { pValue, usual, missingLow } = fewerThanUsual(900, [1000, 1000, 1000, 1000, 1000], 0.01, 0.2);
  const t = (2 * Math.sqrt(1000.375) - 2 * Math.sqrt(900.375)) / Math.sqrt(1.2);
  // Two degrees of freedom: P(T > t) = 1/2 - t / (2 sqrt(2 + t^2)).
  expect(pValue).toBeCloseTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), 12);
  expect(usual).toBeCloseTo(1000, 9);
  expect(missingLow).toBe(0);
});

it.each([
  ['as usual', 1000, steady, false],
  ['as far below as counts vary', 950, steady, false],
  ['half is missing', 500, steady, true],
  ['nothing came', 0, steady, true],
  ['more than usual', 5000, steady, false],
  ['an outage before does not hide the next', 0, [...steady, 0], true],
  ['a rush before does not either', 500, [...steady, 100_000], true],
  ['what always varies says little', 500, [200, 2000, 400, 1500, 900, 300, 1800, 600], false],
  ['nothing usually comes', 0, [0, 0, 0, 0, 0, 0, 0], false],
  ['little usually comes', 0, [2, 1, 3, 0, 2, 1, 2], false],
])('%s', (_name, count, earlier, isFewer) => {
  const { pValue, missingLow } = fewerThanUsual(count, earlier, 0.01, 0.2);
  expect(pValue < 0.01).toBe(isFewer);
  expect(missingLow > 0).toBe(isFewer);
  expect(missingLow).toBeLessThanOrEqual(1);
});

it('untrimmed it is the t of one more draw beside the mean of all', () => {
  const earlier = [...Array<number>(9).fill(1000), 200, 200];
  const y = earlier.map((count) => 2 * Math.sqrt(count + 3 / 8));
  const mean = y.reduce((sum, value) => sum + value, 0) / 11;
  const deviation = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 10);
  const t = (mean - 2 * Math.sqrt(200 + 3 / 8)) / (deviation * Math.sqrt(12 / 11));
  expect(t).toBeCloseTo(1.94, 2);
  expect(fewerThanUsual(200, earlier, 0.01, 0).pValue).toBeCloseTo(studentTSf(t, 10), 12);
  // Trimmed, both weekend days are cut away and the third one is a fall beyond doubt.
  expect(fewerThanUsual(200, earlier, 0.01, 0.2).pValue).toBeLessThan(1e-6);
});

it('says how much is missing at least', () => {
  const { usual, low, high, missingLow } = fewerThanUsual(500, steady, 0.01, 0.2);
  expect(usual).toBeCloseTo(1000, 0);
  expect(low).toBeLessThan(980);
  expect(high).toBeGreaterThan(1020);
  expect(missingLow).toBeGreaterThan(0.4);
  expect(missingLow).toBeLessThan(0.5);
});

/** A mean that itself varies from day to day by a share: more than Poisson. */
const drawn = (random: () => number, mean: number, varies: number): number =>
  randomPoisson(random, mean * Math.exp(varies * (random() + random() + random() - 1.5) * 2));

it.each([
  [7, 30, 0],
  [7, 1000, 0],
  [28, 200, 0],
  [12, 5000, 0.1],
  [28, 1000, 0.3],
  [7, 1000, 0.3],
])('%i earlier counts of mean %i that vary by %d: no more false alarms than alpha', (k, mean, varies) => {
  const random = seededRandom(k * mean);
  const alarms = { trimmed: 0, untrimmed: 0 };
  for (let i = 0; i < 4_000; i += 1) {
    const earlier = Array.from({ length: k }, () => drawn(random, mean, varies));
    const count = drawn(random, mean, varies);
    if (fewerThanUsual(count, earlier, 0.01, 0.2).pValue < 0.01) alarms.trimmed += 1;
    if (fewerThanUsual(count, earlier, 0.01, 0).pValue < 0.01) alarms.untrimmed += 1;
  }
  expect(Math.max(alarms.trimmed, alarms.untrimmed)).toBeLessThanOrEqual(55);
});
