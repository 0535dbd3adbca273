import { scoresOf, type MulticlassMetrics } from './multiclass-metrics.js';
import { normalQuantile } from './special-functions.js';

/** Bounds is a value with its confidence interval. */
export interface Bounds {
  value: number;
  lower: number;
  upper: number;
}

/** wilsonInterval is Wilson's score interval (1927) of a share at level 1 - alpha: sensible at 0 and n too; of no trials 0..1 around NaN. */
export function wilsonInterval(successes: number, n: number, alpha = 0.05): Bounds {
  if (n === 0) return { value: NaN, lower: 0, upper: 1 };
  const z = -normalQuantile(alpha / 2);
  const share = successes / n;
  const scale = 1 + (z * z) / n;
  const center = (share + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // At 0 and at n one bound is the share itself, which rounding would miss.
  const lower = successes === 0 ? 0 : Math.max(0, center - half);
  const upper = successes === n ? 1 : Math.min(1, center + half);
  return { value: share, lower, upper };
}

/** meanInterval is the normal interval of a mean at level 1 - alpha, by the sample variance (n - 1); of fewer than two values without width. */
export function meanInterval(values: ArrayLike<number>, alpha = 0.05): Bounds {
  const { mean, standardError } = meanAndError(values);
  if (values.length < 2) return { value: mean, lower: mean, upper: mean };
  const half = -normalQuantile(alpha / 2) * standardError;
  return { value: mean, lower: mean - half, upper: mean + half };
}

/** meanAndError is the mean and its standard error; NaN of nothing. */
export function meanAndError(values: ArrayLike<number>): { mean: number; standardError: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i += 1) squares += (values[i]! - mean) ** 2;
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}

/** f1Interval is F1 = 2 TP / (2 TP + FP + FN) with the delta method's interval under multinomial counts, cut to 0..1; 0 of 0 is 0, as in scikit-learn. */
export function f1Interval(truePositives: number, errors: number, rows: number, alpha = 0.05): Bounds {
  const denominator = 2 * truePositives + errors;
  if (denominator === 0) return { value: 0, lower: 0, upper: 1 };
  const value = (2 * truePositives) / denominator;
  const [hit, miss] = [truePositives / rows, errors / rows];
  const total = 2 * hit + miss;
  const [slopeHit, slopeMiss] = [(2 * miss) / total ** 2, (-2 * hit) / total ** 2];
  const variance = slopeHit ** 2 * hit + slopeMiss ** 2 * miss - (slopeHit * hit + slopeMiss * miss) ** 2;
  const half = -normalQuantile(alpha / 2) * Math.sqrt(Math.max(0, variance) / rows);
  return { value, lower: Math.max(0, value - half), upper: Math.min(1, value + half) };
}

/**
 * macroF1Interval is the mean F1 of classes with the delta method's interval under multinomial cells of the confusion matrix, cut to 0..1: a
 * row of class a that was called c moves the mean by the sum over both classes of (2 [a = c] - F1) / (actual + predicted), over the classes.
 */
export function macroF1Interval({ matrix, byClass, averages }: MulticlassMetrics, alpha = 0.05): Bounds {
  const value = averages.macro.f1;
  const pull = byClass.map((counts) => ({ f1: scoresOf(counts).f1, both: counts.actual + counts.predicted }));
  let squares = 0;
  matrix.forEach((row, actual) =>
    row.forEach((rows, called) => {
      const own = [actual, called].map((code) => (Number(actual === called) - pull[code]!.f1) / pull[code]!.both);
      if (rows > 0) squares += rows * ((own[0]! + own[1]!) / byClass.length) ** 2;
    }),
  );
  const half = -normalQuantile(alpha / 2) * Math.sqrt(squares);
  return { value, lower: Math.max(0, value - half), upper: Math.min(1, value + half) };
}
