import { ksTwoSampleSorted } from './ks-two-sample.js';

const A = 0.85;
const MAX_ETA = 1.6;

/**
 * timeUniformConstant is C of the band below at level alpha: the smallest C with inf over eta of
 * 4 exp(-g C) (1 + 1 / ((g - 1) ln eta)) <= alpha, g = (2 / eta) (A - sqrt(2 (eta - 1) / C))^2 (Howard and Ramdas, Bernoulli 2022).
 */
export function timeUniformConstant(alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError('timeUniformConstant: alpha must lie between 0 and 1');
  let [low, high] = [1, 8 + 2 * Math.log(1612 / alpha)];
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (smallestCrossing(middle) <= alpha) high = middle;
    else low = middle;
  }
  return high;
}

/** smallestCrossing minimises the bound over eta by golden sections of a coarse grid's best interval. */
function smallestCrossing(c: number): number {
  const crossing = (eta: number): number => {
    const inner = A - Math.sqrt((2 * (eta - 1)) / c);
    const g = (2 / eta) * inner * inner;
    return inner <= 0 || g <= 1 ? Infinity : 4 * Math.exp(-g * c) * (1 + 1 / ((g - 1) * Math.log(eta)));
  };
  let best = 1.001;
  for (let eta = 1.001; eta < MAX_ETA; eta += 0.001) if (crossing(eta) < crossing(best)) best = eta;
  let [from, to] = [Math.max(1 + 1e-6, best - 0.001), best + 0.001];
  for (let step = 0; step < 60; step += 1) {
    const third = (to - from) / 3;
    if (crossing(from + third) < crossing(to - third)) to -= third;
    else from += third;
  }
  return crossing((from + to) / 2);
}

const constants = new Map<number, number>();

/**
 * timeUniformRadius is r(n) with P(for all n >= firstLook: sup |F_n - F| <= r(n)) >= 1 - alpha: a band around an empirical
 * distribution function that may be looked at after every value. About twice as wide as one for a single look.
 */
export function timeUniformRadius(n: number, alpha: number, firstLook = 1): number {
  if (n < firstLook) return 1;
  return Math.min(1, A * Math.sqrt((Math.log(1 + Math.log(n / firstLook)) + constantOf(alpha)) / n));
}

/**
 * firstUsefulLook is how many values a sample needs before its band can take part in a rejection: from there on two equal bands at `alpha`
 * leave room for a D of 1. Bands that start there are narrower ever after than bands that start at the first value, and lose nothing.
 */
export function firstUsefulLook(alpha: number): number {
  return Math.ceil(4 * A * A * constantOf(alpha));
}

function constantOf(alpha: number): number {
  let constant = constants.get(alpha);
  if (constant === undefined) {
    constant = timeUniformConstant(alpha);
    constants.set(alpha, constant);
  }
  return constant;
}

/** sequentialSlack is what D of two growing samples of n and m values must exceed to be more than chance at all looks together. */
export function sequentialSlack(n: number, m: number, alpha: number): number {
  const firstLook = firstUsefulLook(alpha / 2);
  return timeUniformRadius(n, alpha / 2, firstLook) + timeUniformRadius(m, alpha / 2, firstLook);
}

/** BinnedDistance bounds how far two distributions lie apart, at all looks together. */
export interface BinnedDistance {
  distance: number;
  lower: number;
  upper: number;
}

/**
 * binnedDistance is the largest difference of two distribution functions at the edges of bins, of which both sides have counts in the same order, with
 * time-uniform bands at alpha / 2 each. Null while either side has too few values for any bound below 1.
 */
export function binnedDistance(
  stable: readonly number[],
  candidate: readonly number[],
  alpha: number,
): BinnedDistance | null {
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const [n, m] = [sum(stable), sum(candidate)];
  if (Math.min(n, m) < firstUsefulLook(alpha / 2)) return null;
  let [distance, difference] = [0, 0];
  stable.forEach((count, bin) => {
    difference += count / n - (candidate[bin] ?? 0) / m;
    distance = Math.max(distance, Math.abs(difference));
  });
  const slack = sequentialSlack(n, m, alpha);
  return { distance, lower: Math.max(0, distance - slack), upper: Math.min(1, distance + slack) };
}

/** SequentialKs is what two samples say so far. `shifted` may be read after every value: it is wrong with probability alpha at most, ever. */
export interface SequentialKs {
  /** D of the samples so far. */
  statistic: number;
  /** A lower bound of the true D, valid at all looks together. */
  lowerBound: number;
  shifted: boolean;
  location: number;
}

/**
 * sequentialKs compares two growing samples (sorted ascending) by time-uniform bands at alpha / 2 each: different when D exceeds the
 * sum of the radii (Lindon, Sanden and Shirikian, KDD 2022). The bands start at firstUsefulLook. An empty side says nothing.
 */
export function sequentialKs(x: ArrayLike<number>, y: ArrayLike<number>, alpha: number): SequentialKs {
  if (x.length === 0 || y.length === 0) return { statistic: NaN, lowerBound: 0, shifted: false, location: NaN };
  const { statistic, location } = ksTwoSampleSorted(x, y, { method: 'asymp' });
  const slack = sequentialSlack(x.length, y.length, alpha);
  return { statistic, lowerBound: Math.max(0, statistic - slack), shifted: statistic > slack, location };
}
