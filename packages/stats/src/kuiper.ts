import { ksTwoSampleSorted } from './ks-two-sample.js';
import { sortedSample } from './midranks.js';

/** KuiperResult is V = D+ + D- and its p-value. */
export interface KuiperResult {
  statistic: number;
  pValue: number;
}

/**
 * kuiperTwoSample is Kuiper's test: like Kolmogorov-Smirnov, but as sensitive in the tails as in the middle, and for circular features
 * (hour of day) independent of where the circle starts. p by Stephens' (1970) approximation; NaN for an empty sample or NaN.
 */
export function kuiperTwoSample(x: ArrayLike<number>, y: ArrayLike<number>): KuiperResult {
  const [a, b] = [sortedSample(x), sortedSample(y)];
  if (a === null || b === null) return { statistic: NaN, pValue: NaN };
  const statistic =
    ksTwoSampleSorted(a, b, { alternative: 'greater', method: 'asymp' }).statistic +
    ksTwoSampleSorted(a, b, { alternative: 'less', method: 'asymp' }).statistic;
  const root = Math.sqrt((a.length * b.length) / (a.length + b.length));
  return { statistic, pValue: kuiperSf((root + 0.155 + 0.24 / root) * statistic) };
}

/** kuiperSf is 2 sum (4 j^2 l^2 - 1) exp(-2 j^2 l^2), which is 1 to 7 digits below l = 0.4. */
function kuiperSf(lambda: number): number {
  if (lambda < 0.4) return 1;
  let sum = 0;
  for (let j = 1; j < 100; j += 1) {
    const square = (j * lambda) ** 2;
    const term = (4 * square - 1) * Math.exp(-2 * square);
    sum += term;
    if (Math.abs(term) <= 1e-17 * sum) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
