import { pooledMidranks, sortedSample } from './midranks.js';
import { normalSf } from './special-functions.js';

const EXACT_UP_TO = 8;

/** MannWhitneyResult is U of the first sample (pairs in which x is larger, ties half), its two-sided p-value and how it was found. */
export interface MannWhitneyResult {
  statistic: number;
  pValue: number;
  method: 'exact' | 'asymp';
}

/**
 * mannWhitneyU is the two-sided rank-sum test, as scipy.stats.mannwhitneyu 1.17.1 with `method='auto'`: exact when a sample has at
 * most 8 values and nothing ties, else normal with tie correction and a continuity correction of one half. Empty or NaN gives NaN.
 */
export function mannWhitneyU(x: ArrayLike<number>, y: ArrayLike<number>): MannWhitneyResult {
  const [a, b] = [sortedSample(x), sortedSample(y)];
  if (a === null || b === null) return { statistic: NaN, pValue: NaN, method: 'asymp' };
  const ranks = pooledMidranks(a, b);
  const rankSum = ranks.x.reduce((sum, rank) => sum + rank, 0);
  const statistic = rankSum - (a.length * (a.length + 1)) / 2;
  const larger = Math.max(statistic, a.length * b.length - statistic);
  if (Math.min(a.length, b.length) <= EXACT_UP_TO && ranks.ties.length === 0)
    return { statistic, pValue: Math.min(1, 2 * exactSf(larger, a.length, b.length)), method: 'exact' };
  const z = (larger - (a.length * b.length) / 2 - 0.5) / tieCorrectedDeviation(a.length, b.length, ranks.ties);
  return { statistic, pValue: Math.min(1, 2 * normalSf(z)), method: 'asymp' };
}

function tieCorrectedDeviation(n1: number, n2: number, ties: readonly number[]): number {
  const n = n1 + n2;
  const tied = ties.reduce((sum, t) => sum + t ** 3 - t, 0);
  return Math.sqrt(((n1 * n2) / 12) * (n + 1 - tied / (n * (n - 1))));
}

/** exactSf is P(U >= u) without ties. The counts of U are the Gaussian binomial coefficients, built one factor (1 - q^(n+k)) / (1 - q^k) at a time. */
function exactSf(u: number, n1: number, n2: number): number {
  const [small, large] = [Math.min(n1, n2), Math.max(n1, n2)];
  const counts = new Float64Array(small * large + 1);
  counts[0] = 1;
  for (let k = 1; k <= small; k += 1) {
    for (let i = counts.length - 1; i >= large + k; i -= 1) counts[i]! -= counts[i - large - k]!;
    for (let i = k; i < counts.length; i += 1) counts[i]! += counts[i - k]!;
  }
  let [tail, all] = [0, 0];
  counts.forEach((count, value) => {
    all += count;
    if (value >= u) tail += count;
  });
  return tail / all;
}
