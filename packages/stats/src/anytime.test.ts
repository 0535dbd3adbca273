import { expect, it } from 'vitest';
import { goldenSequence as golden, plasticSequence as plastic } from '../test/irrational-sequences.js';
import { seededRandom } from './seeded-random.js';
import {
  bernoulliInterval,
  bestRho,
  BoundedMean,
  msprtLogLikelihoodRatio,
  normalMixtureRadius,
} from './confidence-sequences.js';
import { binnedDistance, sequentialKs, timeUniformConstant, timeUniformRadius } from './time-uniform-bands.js';

it.each([
  [0.1, 7.622974],
  [0.05, 8.122719],
  [0.025, 8.622649],
  [0.01, 9.283543],
  [0.005, 9.783365],
  [0.001, 10.943071],
])('the constant of the time-uniform band at alpha %f', (alpha, expected) => {
  expect(timeUniformConstant(alpha)).toBeCloseTo(expected, 5);
});

it.each([
  [100, 0.267],
  [1000, 0.0858],
  [10_000, 0.0275],
  [100_000, 0.0088],
])('the band at 5 percent after %i values', (n, expected) => {
  expect(Math.abs(timeUniformRadius(n, 0.05) - expected)).toBeLessThan(0.0005);
});

it('a band says nothing before its first look', () => {
  expect(timeUniformRadius(50, 0.05, 100)).toBe(1);
  expect(timeUniformRadius(1000, 0.05, 100)).toBeCloseTo(0.08204769, 6);
});

it.each([0, -1, 1, NaN])('alpha %f is refused', (alpha) => {
  expect(() => timeUniformConstant(alpha)).toThrow(RangeError);
});

it('sees a shift, and none where there is none', () => {
  const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
  const reference = sorted(golden(2000));
  expect(sequentialKs(reference, sorted(plastic(2000)), 0.05)).toMatchObject({ shifted: false, lowerBound: 0 });
  const moved = sequentialKs(reference, sorted(plastic(2000).map((u) => u + 0.2)), 0.05);
  expect(moved.shifted).toBe(true);
  expect(moved.lowerBound).toBeGreaterThan(0.03);
  expect(moved.lowerBound).toBeLessThan(0.2);
  expect(sequentialKs([], reference, 0.05)).toMatchObject({ shifted: false, lowerBound: 0 });
});

it.each([
  ['too few values', [10, 10], [10, 10], null],
  ['equal shares', [5_000, 5_000], [500, 500], { distance: 0, lower: 0 }],
  ['other shares', [9_000, 1_000], [1_000, 9_000], { distance: 0.8 }],
])('distributions in bins: %s', (_, stable, candidate, expected) => {
  const found = binnedDistance(stable, candidate, 0.05);
  if (expected === null) expect(found).toBeNull();
  else expect(found).toMatchObject(expected);
  if (found !== null) expect(found.upper).toBeGreaterThan(found.distance);
});

it('is fooled by hardly any of 200 streams without a change that are looked at all the time', () => {
  const random = seededRandom(7);
  let fooled = 0;
  for (let stream = 0; stream < 200; stream += 1) {
    const x: number[] = [];
    const y: number[] = [];
    for (let look = 0; look < 12; look += 1) {
      for (let i = 0; i < 25; i += 1) {
        x.push(random());
        y.push(random());
      }
      x.sort((a, b) => a - b);
      y.sort((a, b) => a - b);
      if (sequentialKs(x, y, 0.05).shifted) {
        fooled += 1;
        break;
      }
    }
  }
  expect(fooled).toBeLessThanOrEqual(10);
});

it.each([
  [100, 0.500573615185, 0.107385140011],
  [1000, 0.499965070068, 0.032927130757],
])('the bounded mean of %i values of the golden sequence', (n, center, half) => {
  const mean = new BoundedMean(0.05);
  for (const value of golden(n)) mean.add(value);
  const interval = mean.interval();
  expect(interval.center).toBeCloseTo(center, 11);
  expect(interval.upper - interval.center).toBeCloseTo(half, 11);
  expect(interval.center - interval.lower).toBeCloseTo(half, 11);
});

it('a bounded mean starts with the whole range and refuses what is not in it', () => {
  const mean = new BoundedMean(0.05);
  expect(mean.interval()).toEqual({ center: 0.5, lower: 0, upper: 1 });
  for (const value of [-0.1, 1.1, NaN, Infinity]) expect(() => mean.add(value)).toThrow(RangeError);
});

it.each([
  [700, 1000, 100, 0.651629, 0.745949],
  [15, 50, 50, 0.129556, 0.511896],
])('%i successes of %i', (successes, n, tightestAt, lower, upper) => {
  const interval = bernoulliInterval(successes, n, 0.05, tightestAt);
  expect(interval.lower).toBeCloseTo(lower, 5);
  expect(interval.upper).toBeCloseTo(upper, 5);
});

it.each([
  [0, 100],
  [100, 100],
])('%i successes of %i reach the end of the range', (successes, n) => {
  const { lower, upper } = bernoulliInterval(successes, n, 0.05);
  expect(successes === 0 ? lower : upper).toBe(successes === 0 ? 0 : 1);
  expect(upper - lower).toBeLessThan(0.15);
});

it('the normal mixture', () => {
  expect(bestRho(100, 0.05)).toBeCloseTo(12.600560979256, 10);
  expect(normalMixtureRadius(100, 0.05, 100)).toBeCloseTo(30.352089903763, 10);
});

it.each([
  [100, 0.3, 1.72852327539],
  [1000, 0.1, 3.27872162753],
])('the mSPRT after %i pairs', (n, difference, expected) => {
  expect(Math.exp(msprtLogLikelihoodRatio(n, difference, 2, 0.01))).toBeCloseTo(expected, 9);
});
