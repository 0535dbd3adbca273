import { chiSquareSf, logGamma } from './special-functions.js';

/** ChiSquareResult is the statistic with df degrees of freedom; df 0 means that nothing could be compared, and p is 1. */
export interface ChiSquareResult {
  statistic: number;
  df: number;
  pValue: number;
}

/**
 * chiSquareHomogeneity is the two-sample test on a 2 x k table of counts (scipy's chi2_contingency without Yates' correction):
 * right when the reference is itself a sample. Cells empty on both sides are left out.
 */
export function chiSquareHomogeneity(reference: ArrayLike<number>, current: ArrayLike<number>): ChiSquareResult {
  const n = sumOf(reference);
  const m = sumOf(current);
  let statistic = 0;
  let used = 0;
  for (let cell = 0; cell < reference.length; cell += 1) {
    const r = reference[cell]!;
    const c = current[cell]!;
    const both = r + c;
    if (both === 0) continue;
    used += 1;
    const expected = (both * n) / (n + m);
    // Both rows deviate by the same amount, so one deviation serves for the two terms.
    statistic += (r - expected) ** 2 * (1 / expected + (n + m) / (both * m));
  }
  const df = used - 1;
  if (df < 1 || n === 0 || m === 0) return { statistic: 0, df: 0, pValue: 1 };
  return { statistic, df, pValue: chiSquareSf(statistic, df) };
}

/** gTestHomogeneity is the likelihood-ratio form of chiSquareHomogeneity: 2 sum o ln(o / e), the same degrees of freedom. */
export function gTestHomogeneity(reference: ArrayLike<number>, current: ArrayLike<number>): ChiSquareResult {
  const n = sumOf(reference);
  const m = sumOf(current);
  const part = (observed: number, expected: number): number =>
    observed === 0 ? 0 : 2 * observed * Math.log(observed / expected);
  let statistic = 0;
  let used = 0;
  for (let cell = 0; cell < reference.length; cell += 1) {
    const both = reference[cell]! + current[cell]!;
    if (both === 0) continue;
    used += 1;
    statistic += part(reference[cell]!, (both * n) / (n + m)) + part(current[cell]!, (both * m) / (n + m));
  }
  const df = used - 1;
  if (df < 1 || n === 0 || m === 0) return { statistic: 0, df: 0, pValue: 1 };
  return { statistic, df, pValue: chiSquareSf(statistic, df) };
}

/**
 * cramersV is the association of sample and category, 0..1, with Bergsma's bias correction (2013): an effect size for categories that
 * does not grow with the number of rows or of categories. 0 where nothing can be compared.
 */
export function cramersV(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const { statistic, df } = chiSquareHomogeneity(reference, current);
  if (df === 0) return 0;
  const n = sumOf(reference) + sumOf(current);
  const corrected = Math.max(0, statistic / n - df / (n - 1));
  const [rows, columns] = [2 - 1 / (n - 1), df + 1 - df ** 2 / (n - 1)];
  return Math.sqrt(corrected / Math.min(rows - 1, columns - 1));
}

/**
 * fisherExactP is the two-sided p-value (twice the smaller tail, at most 1) for `a` of `n` against `b` of `m`: valid for
 * any counts, so it serves for shares of missing or unseen values.
 */
export function fisherExactP(a: number, n: number, b: number, m: number): number {
  const total = a + b;
  if (n === 0 || m === 0 || total === 0 || total === n + m) return 1;
  const logChoose = (size: number, k: number): number => logGamma(size + 1) - logGamma(k + 1) - logGamma(size - k + 1);
  const logAll = logChoose(n + m, total);
  const probability = (k: number): number => Math.exp(logChoose(n, k) + logChoose(m, total - k) - logAll);
  const from = Math.max(0, total - m);
  const to = Math.min(n, total);
  const tail = (step: 1 | -1): number => {
    let sum = 0;
    for (let k = a; k >= from && k <= to; k += step) {
      const p = probability(k);
      sum += p;
      if (p < sum * 1e-17 || p === 0) break;
    }
    return sum;
  };
  return Math.min(1, 2 * Math.min(tail(1), tail(-1)));
}

/** sumOf adds up counts. */
export function sumOf(counts: ArrayLike<number>): number {
  return sumOfFirst(counts, counts.length);
}

/** sumOfFirst adds up the counts of the first `cells` cells. */
export function sumOfFirst(counts: ArrayLike<number>, cells: number): number {
  let sum = 0;
  for (let cell = 0; cell < cells; cell += 1) sum += counts[cell]!;
  return sum;
}
