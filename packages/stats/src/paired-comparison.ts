import { eachPlacement } from './area-under-roc.js';
import { scoreRuns } from './score-runs.js';
import { logGamma, normalQuantile, normalSf } from './special-functions.js';

/** McNemarResult compares two classifiers on the same rows by the rows on which only one of them is right. */
export interface McNemarResult {
  onlyFirstRight: number;
  onlySecondRight: number;
  /** Accuracy of the second minus that of the first, with its Wald interval. */
  difference: number;
  lower: number;
  upper: number;
  /** Exact two-sided binomial p-value; 1 when they never differ. */
  pValue: number;
}

/** mcNemar takes, row by row, whether each classifier was right (McNemar 1947, exact binomial form); NaN of no rows. */
export function mcNemar(
  first: ArrayLike<boolean | number>,
  second: ArrayLike<boolean | number>,
  alpha = 0.05,
): McNemarResult {
  const n = requireSameLength(first, second);
  let [onlyFirstRight, onlySecondRight] = [0, 0];
  for (let row = 0; row < n; row += 1) {
    if (first[row] && !second[row]) onlyFirstRight += 1;
    if (!first[row] && second[row]) onlySecondRight += 1;
  }
  const discordant = onlyFirstRight + onlySecondRight;
  const difference = (onlySecondRight - onlyFirstRight) / n;
  const error = Math.sqrt(Math.max(0, discordant / n - difference * difference) / n);
  const margin = -normalQuantile(alpha / 2) * error;
  return {
    onlyFirstRight,
    onlySecondRight,
    difference,
    lower: difference - margin,
    upper: difference + margin,
    pValue: Math.min(1, 2 * binomialHalfCdf(Math.min(onlyFirstRight, onlySecondRight), discordant)),
  };
}

/** binomialHalfCdf is P(X <= k) of n fair coins. */
function binomialHalfCdf(k: number, n: number): number {
  let sum = 0;
  for (let i = k; i >= 0; i -= 1) {
    const term = Math.exp(logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1) - n * Math.LN2);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}

/** AucComparison is the difference of two areas under the ROC curve on the same rows (second minus first). */
export interface AucComparison {
  first: number;
  second: number;
  difference: number;
  standardError: number;
  lower: number;
  upper: number;
  pValue: number;
}

/**
 * compareAuc is DeLong, DeLong and Clarke-Pearson's test (1988) of two scores of the same labelled rows, in Sun and Xu's O(n log n)
 * form (2014). NaN without both classes; two identical rankings have difference 0 and p 1.
 */
export function compareAuc(
  labels: ArrayLike<number | boolean>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  alpha = 0.05,
): AucComparison {
  requireSameLength(labels, first);
  requireSameLength(labels, second);
  const a = placementsOf(labels, first);
  const b = placementsOf(labels, second);
  const difference = b.auc - a.auc;
  const variance =
    varianceOfDifference(a.ofPositives, b.ofPositives) + varianceOfDifference(a.ofNegatives, b.ofNegatives);
  const standardError = Math.sqrt(variance);
  const margin = -normalQuantile(alpha / 2) * standardError;
  const pValue = difference === 0 ? 1 : 2 * normalSf(Math.abs(difference) / standardError);
  return {
    first: a.auc,
    second: b.auc,
    difference,
    standardError,
    lower: difference - margin,
    upper: difference + margin,
    pValue: Number.isNaN(difference) ? NaN : Math.min(1, pValue),
  };
}

/** Placements: for each row in its order, the share of the other class that it beats, ties half. */
interface Placements {
  auc: number;
  ofPositives: Float64Array;
  ofNegatives: Float64Array;
}

function placementsOf(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): Placements {
  const runs = scoreRuns(labels, scores);
  const { positives, negatives } = runs.totals;
  const ofPositives = new Float64Array(positives);
  const ofNegatives = new Float64Array(negatives);
  const byRun = { ofPositive: new Float64Array(runs.scores.length), ofNegative: new Float64Array(runs.scores.length) };
  eachPlacement(runs, (ofPositive, ofNegative, run) => {
    byRun.ofPositive[run] = ofPositive;
    byRun.ofNegative[run] = ofNegative;
  });
  let [p, n, sum] = [0, 0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const run = placeOf(runs.scores, scores[row]!);
    if (Number(labels[row]) > 0) {
      ofPositives[p] = byRun.ofPositive[run]!;
      sum += ofPositives[p]!;
      p += 1;
    } else {
      ofNegatives[n] = byRun.ofNegative[run]!;
      n += 1;
    }
  }
  return { auc: positives === 0 || negatives === 0 ? NaN : sum / positives, ofPositives, ofNegatives };
}

function placeOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** varianceOfDifference is the sample variance of b - a over its size: one class's part of the variance of the difference of areas. */
function varianceOfDifference(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const mean = b.reduce((sum, value, i) => sum + value - a[i]!, 0) / n;
  const squares = b.reduce((sum, value, i) => sum + (value - a[i]! - mean) ** 2, 0);
  return squares / (n - 1) / n;
}

function requireSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  if (a.length !== b.length) throw new RangeError(`paired rows differ in number: ${a.length} and ${b.length}`);
  return a.length;
}
