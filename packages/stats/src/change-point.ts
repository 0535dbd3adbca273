import { normalQuantile } from './special-functions.js';

/** MomentBucket is what one stretch of time held: how many values, their sum and the sum of their squares. */
export interface MomentBucket {
  rows: number;
  sum: number;
  squares: number;
}

/** ChangePoint is where a mean changed most: `bucket` is the first one after it. */
export interface ChangePoint {
  bucket: number;
  before: number;
  after: number;
}

/** So many values a side tell a mean with a normal error. */
const LEAST_ROWS = 30;

/**
 * findChangePoint looks for the one place in a series of buckets, oldest first, where the mean before and after differ most in standard errors
 * (the maximum of two-sample z over all places, as in Sen and Srivastava 1975). Null where no place differs at level alpha / places
 * (Bonferroni), or none has 30 values on either side. Shares are means of 0 and 1.
 */
export function findChangePoint(buckets: readonly MomentBucket[], alpha = 0.01): ChangePoint | null {
  const places = Math.max(1, buckets.length - 1);
  let most = -normalQuantile(alpha / places / 2);
  let found: ChangePoint | null = null;
  const before: MomentBucket = { rows: 0, sum: 0, squares: 0 };
  const after = buckets.reduce((all, bucket) => add(all, bucket, 1), { rows: 0, sum: 0, squares: 0 });
  buckets.forEach((bucket, i) => {
    if (Math.min(before.rows, after.rows) >= LEAST_ROWS && bucket.rows > 0) {
      const [low, high] = [before.sum / before.rows, after.sum / after.rows];
      const z = Math.abs(high - low) / Math.sqrt(variance(before) / before.rows + variance(after) / after.rows);
      if (z > most) {
        most = z;
        found = { bucket: i, before: low, after: high };
      }
    }
    add(before, bucket, 1);
    add(after, bucket, -1);
  });
  return found;
}

function add(into: MomentBucket, bucket: MomentBucket, sign: 1 | -1): MomentBucket {
  into.rows += sign * bucket.rows;
  into.sum += sign * bucket.sum;
  into.squares += sign * bucket.squares;
  return into;
}

const variance = ({ rows, sum, squares }: MomentBucket): number => Math.max(0, squares / rows - (sum / rows) ** 2);
