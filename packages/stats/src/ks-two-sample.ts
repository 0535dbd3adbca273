import { kolmogorovSf } from './kolmogorov.js';
import { sortedDoubles } from './sort-doubles.js';
import { latticePathP, oneSidedEqualSizesP, twoSidedEqualSizesP } from './ks-exact.js';

const EXACT_UP_TO_N = 10_000;
const MAX_INT32 = 2 ** 31 - 1;
const STRIDE = 1000;

/** KsAlternative names the direction: `greater` means that the first sample's ECDF lies above (its values are smaller). */
export type KsAlternative = 'two-sided' | 'less' | 'greater';

/** KsMethod chooses the p-value: `auto` is exact up to 10,000 values a side and asymptotic beyond. */
export type KsMethod = 'auto' | 'exact' | 'asymp';

/** KsOptions default to a two-sided test with the `auto` method. */
export interface KsOptions {
  alternative?: KsAlternative;
  method?: KsMethod;
}

/** KsResult is D, its p-value, the value at which D is reached, and the sign of F1 - F2 there; all NaN when a sample is empty or holds NaN. */
export interface KsResult {
  statistic: number;
  pValue: number;
  location: number;
  sign: number;
  method: 'exact' | 'asymp';
}

/** ksTwoSample is the two-sample Kolmogorov-Smirnov test, in agreement with scipy.stats.ks_2samp 1.17.1 (NaN propagates). */
export function ksTwoSample(x: ArrayLike<number>, y: ArrayLike<number>, options: KsOptions = {}): KsResult {
  return ksTwoSampleSorted(sortedDoubles(x), sortedDoubles(y), options);
}

/** ksTwoSampleSorted is ksTwoSample for samples in ascending order (NaN last), so that a reference is sorted once. */
export function ksTwoSampleSorted(x: ArrayLike<number>, y: ArrayLike<number>, options: KsOptions = {}): KsResult {
  const { alternative = 'two-sided', method = 'auto' } = options;
  if (!isComplete(x) || !isComplete(y))
    return { statistic: NaN, pValue: NaN, location: NaN, sign: NaN, method: 'asymp' };
  const { statistic, location, sign } = ksStatistic(x, y, alternative);
  const p = ksPValue(statistic, x.length, y.length, { alternative, method });
  return { statistic: p.statistic, pValue: p.pValue, location, sign, method: p.method };
}

/**
 * ksPValue gives the p-value of D for samples of n1 and n2. An exact answer also snaps D to its lattice point h/lcm.
 * `exact` falls back to `asymp` when lcm(n1, n2) / gcd does not fit 31 bits, as scipy does.
 */
export function ksPValue(
  d: number,
  n1: number,
  n2: number,
  options: KsOptions = {},
): { statistic: number; pValue: number; method: 'exact' | 'asymp' } {
  const { alternative = 'two-sided', method = 'auto' } = options;
  const g = greatestCommonDivisor(n1, n2);
  const exact =
    method === 'exact' ? n1 / g < MAX_INT32 / (n2 / g) : method === 'auto' && Math.max(n1, n2) <= EXACT_UP_TO_N;
  if (!exact) return { statistic: d, pValue: asymptoticP(d, n1, n2, alternative), method: 'asymp' };

  const lcm = (n1 / g) * n2;
  const h = roundHalfEven(d * lcm);
  const pValue = h === 0 ? 1 : clip(exactP(n1, n2, g, h, alternative));
  return { statistic: h / lcm, pValue, method: 'exact' };
}

/** greatestCommonDivisor of two positive integers (Euclid). */
function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function exactP(n1: number, n2: number, g: number, h: number, alternative: KsAlternative): number {
  const twoSided = alternative === 'two-sided';
  if (n1 !== n2) return latticePathP(n1, n2, g, h, twoSided ? 'two' : 'one');
  return twoSided ? twoSidedEqualSizesP(n1, h) : oneSidedEqualSizesP(n1, h);
}

/** asymptoticP: two-sided, the one-sample law at n = round(n1 n2 / (n1 + n2)); one-sided, Hodges 1958 eq. 5.3. */
function asymptoticP(d: number, n1: number, n2: number, alternative: KsAlternative): number {
  const m = Math.max(n1, n2);
  const n = Math.min(n1, n2);
  const effective = (m * n) / (m + n);
  if (alternative === 'two-sided') return clip(kolmogorovSf(roundHalfEven(effective), d));
  const z = Math.sqrt(effective) * d;
  return clip(Math.exp(-2 * z * z - (2 * z * (m + 2 * n)) / Math.sqrt(m * n * (m + n)) / 3));
}

/**
 * ksStatistic walks both samples once; among equal extremes the first point of x, then of y, is the location (scipy <= 1.17). Of large
 * samples it walks only the stretches in which an extreme can lie: between two places the ECDFs differ by no more than the one at its
 * end and the other at its start.
 */
function ksStatistic(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  alternative: KsAlternative,
): { statistic: number; location: number; sign: number } {
  const [n, m] = [x.length, y.length];
  const above = new Extreme();
  const below = new Extreme();
  const places = placesOf(x, y);
  const gaps = places.map(({ i, j }) => i / n - j / m);
  const [mostAbove, mostBelow] = [Math.max(...gaps), -Math.min(...gaps)];
  for (let k = 1; k < places.length; k += 1) {
    const [from, to] = [places[k - 1]!, places[k]!];
    if (to.i / n - from.j / m >= mostAbove || to.j / m - from.i / n >= mostBelow) walk(x, y, from, to, above, below);
  }
  const most = Math.min(1, Math.max(0, below.largest));
  if (alternative === 'less' || (alternative === 'two-sided' && most > above.largest))
    return { statistic: most, location: below.location(), sign: -1 };
  return { statistic: above.largest, location: above.location(), sign: 1 };
}

/** Place is how many values of x and of y lie below some value. */
interface Place {
  i: number;
  j: number;
}

/** placesOf cuts both samples at every thousandth value of x, from the first values to the ends. */
function placesOf(x: ArrayLike<number>, y: ArrayLike<number>): Place[] {
  const places: Place[] = [{ i: 0, j: 0 }];
  for (let k = STRIDE; k < x.length; k += STRIDE) places.push({ i: countBelow(x, x[k]!), j: countBelow(y, x[k]!) });
  return [...places, { i: x.length, j: y.length }];
}

/** countBelow says how many of an ascending sample are smaller than `value`. */
function countBelow(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** walk offers the differences after each value between two places. */
function walk(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  from: Place,
  to: Place,
  above: Extreme,
  below: Extreme,
): void {
  const [n, m] = [x.length, y.length];
  let { i, j } = from;
  while (i < to.i || j < to.j) {
    const [fromX, fromY] = [i, j];
    const value = j >= to.j || (i < to.i && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    while (i < to.i && x[i] === value) i += 1;
    while (j < to.j && y[j] === value) j += 1;
    const difference = i / n - j / m;
    if (difference >= above.largest) above.offer(difference, value, i > fromX, j > fromY);
    if (-difference >= below.largest) below.offer(-difference, value, i > fromX, j > fromY);
  }
}

/** Extreme remembers the largest difference and its first place, among the points of x and of y apart. */
class Extreme {
  largest = -Infinity;
  private inX = -Infinity;
  private placeInX = NaN;
  private placeInY = NaN;
  private inY = -Infinity;

  /** offer takes a difference that is no smaller than the largest so far. */
  offer(difference: number, value: number, isInX: boolean, isInY: boolean): void {
    this.largest = difference;
    if (isInX && difference > this.inX) {
      this.inX = difference;
      this.placeInX = value;
    }
    if (isInY && difference > this.inY) {
      this.inY = difference;
      this.placeInY = value;
    }
  }

  location(): number {
    return this.inX >= this.inY ? this.placeInX : this.placeInY;
  }
}

/** isComplete is true for a sorted sample that has values and no NaN, which would sort last. */
function isComplete(sorted: ArrayLike<number>): boolean {
  return sorted.length > 0 && !Number.isNaN(sorted[sorted.length - 1]);
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

function clip(p: number): number {
  return Math.min(1, Math.max(0, p));
}
