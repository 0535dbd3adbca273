import type { Bounds } from './intervals.js';
import { normalQuantile } from './special-functions.js';

/** Fewer pairs have no interval worth showing. */
const LEAST_PAIRS = 5;

/**
 * rankCorrelation is Spearman's rho with midranks for ties, and its interval by Fisher's z with the standard error of Bonett and Wright
 * (2000), sqrt((1 + rho^2 / 2) / (n - 3)). Null for fewer than 5 pairs, or where one side never varies. RangeError for unequal lengths.
 */
export function rankCorrelation(x: readonly number[], y: readonly number[], alpha = 0.05): Bounds | null {
  if (x.length !== y.length) throw new RangeError(`${x.length} and ${y.length} values are no pairs`);
  if (x.length < LEAST_PAIRS) return null;
  const value = correlation(midranks(x), midranks(y));
  if (!Number.isFinite(value)) return null;
  const half = -normalQuantile(alpha / 2) * Math.sqrt((1 + value ** 2 / 2) / (x.length - 3));
  const z = Math.atanh(Math.max(-1 + Number.EPSILON, Math.min(1 - Number.EPSILON, value)));
  return { value, lower: Math.tanh(z - half), upper: Math.tanh(z + half) };
}

/** Quadratic, for the few pairs that windows make. */
const midranks = (values: readonly number[]): number[] =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length;
    return below + (values.filter((other) => other === value).length + 1) / 2;
  });

function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const middle = (x.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const [a, b] = [x[i]! - middle, y[i]! - middle];
    xy += a * b;
    xx += a * a;
    yy += b * b;
  }
  return xy / Math.sqrt(xx * yy);
}
