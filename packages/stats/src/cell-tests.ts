import { groupCounts, poolForChiSquare, poolForDistance } from './cell-groups.js';
import { chiSquareHomogeneity, fisherExactP, sumOf, sumOfFirst } from './chi-square.js';
import type { ChiSquareResult } from './chi-square.js';
import { jensenShannonDistance, populationStabilityIndex, totalVariation } from './distances.js';
import { ksPValue } from './ks-two-sample.js';
import { finiteCellCount, numericCells } from './profile-numeric.js';
import type { NumericProfile } from './profile-numeric.js';
import type { Profile } from './profile.js';

const EXACT_UP_TO_PRODUCT = 1_000_000;

/** CellKsResult is D over the ends of the finite cells. The D of the raw rows is at least `statistic` and at most `statistic + gridError`. */
export interface CellKsResult {
  statistic: number;
  pValue: number;
  location: number;
  sign: number;
  n: number;
  m: number;
  gridError: number;
  method: 'exact' | 'asymp';
}

/**
 * ksOnCells is the two-sided Kolmogorov-Smirnov test of two counts on one numeric profile. D never overstates, so p is never
 * too small; it is exact for n m <= 1,000,000 and asymptotic beyond. No finite value on a side gives NaN.
 */
export function ksOnCells(
  profile: NumericProfile,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): CellKsResult {
  const cells = finiteCellCount(profile);
  const n = sumOfFirst(reference, cells);
  const m = sumOfFirst(current, cells);
  if (n === 0 || m === 0)
    return {
      statistic: NaN,
      pValue: NaN,
      location: NaN,
      sign: NaN,
      n,
      m,
      gridError: 0,
      method: 'asymp',
    };

  const bounds = numericCells(profile);
  let [r, c, largest, place, gridError] = [0, 0, 0, 0, 0];
  for (let cell = 0; cell < cells; cell += 1) {
    r += reference[cell]!;
    c += current[cell]!;
    const difference = r / n - c / m;
    if (Math.abs(difference) > Math.abs(largest)) {
      largest = difference;
      place = cell;
    }
    if (!bounds[cell]!.atom) gridError = Math.max(gridError, Math.min(reference[cell]! / n, current[cell]! / m));
  }
  const method = n * m <= EXACT_UP_TO_PRODUCT ? 'exact' : 'asymp';
  const p = ksPValue(Math.abs(largest), n, m, { method });
  const sign = largest < 0 ? -1 : 1;
  return { ...p, location: bounds[place]!.upper, sign, n, m, gridError };
}

/**
 * chiSquareOnCells is the two-sample chi-square test after pooling sparse cells (poolForChiSquare): over all cells of a
 * categorical profile, over the finite ones of a numeric profile. Meant for few-valued numbers: on the quantile cells of
 * a continuous feature it is conservative, since the reference has equal counts there by construction.
 */
export function chiSquareOnCells(
  profile: Profile,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): ChiSquareResult {
  const groups = poolForChiSquare(profile, reference, current);
  return chiSquareHomogeneity(groupCounts(groups, reference), groupCounts(groups, current));
}

/** CellDistances are effect sizes on pooled cells: about ten groups of equal reference mass for a numeric feature, the categories of a categorical one. */
export interface CellDistances {
  totalVariation: number;
  populationStabilityIndex: number;
  /** Base 2, 0..1. */
  jensenShannon: number;
}

/** distancesOnCells gives the effect sizes of two counts on one profile; NaN when either is empty. */
export function distancesOnCells(
  profile: Profile,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): CellDistances {
  const groups = poolForDistance(profile, reference);
  const p = groupCounts(groups, reference);
  const q = groupCounts(groups, current);
  return {
    totalVariation: totalVariation(p, q),
    populationStabilityIndex: populationStabilityIndex(p, q),
    jensenShannon: jensenShannonDistance(p, q),
  };
}

/** ShareTest compares a share of the values of the reference with that of the current window. */
export interface ShareTest {
  reference: number;
  current: number;
  pValue: number;
}

/** missingShareTest compares the shares of null and not-a-number values by Fisher's exact test; an empty side gives p = 1. */
export function missingShareTest(
  profile: Profile,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): ShareTest {
  const n = sumOf(reference);
  const m = sumOf(current);
  const missing = (counts: ArrayLike<number>): number => {
    if (profile.kind === 'categorical') return counts[counts.length - 1]!;
    const nullCell = finiteCellCount(profile);
    return counts[nullCell]! + counts[nullCell + 1]!;
  };
  const a = missing(reference);
  const b = missing(current);
  return {
    reference: n === 0 ? 0 : a / n,
    current: m === 0 ? 0 : b / m,
    pValue: fisherExactP(a, n, b, m),
  };
}

/** unseenShare is the share of current values that the reference never showed: new categories, or numbers outside its range. */
export function unseenShare(profile: Profile, current: ArrayLike<number>): number {
  const m = sumOf(current);
  if (m === 0) return 0;
  if (profile.kind === 'categorical') return current[profile.categories.length + 1]! / m;
  return (current[0]! + current[finiteCellCount(profile) - 1]!) / m;
}

/**
 * dLowerBound is a lower confidence bound of the true D at level 1 - alpha: max(0, D - c sqrt((n + m) / (n m))) with
 * c = sqrt(-ln(alpha / 2) / 2). On cells it stays valid because their D does not overstate.
 */
export function dLowerBound(d: number, n: number, m: number, alpha: number): number {
  const c = Math.sqrt(-Math.log(alpha / 2) / 2);
  return Math.max(0, d - c * Math.sqrt((n + m) / (n * m)));
}

/** dUpperBound is the upper end that belongs to dLowerBound, at most 1; on cells `gridError` is what their D may understate. */
export function dUpperBound(d: number, n: number, m: number, alpha: number, gridError = 0): number {
  const c = Math.sqrt(-Math.log(alpha / 2) / 2);
  return Math.min(1, d + gridError + c * Math.sqrt((n + m) / (n * m)));
}
