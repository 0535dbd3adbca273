import { normalQuantile } from './special-functions.js';

/** LabelledValue is one row: the number whose mean is explained, and the slice that the row belongs to. */
export interface LabelledValue {
  slice: string;
  value: number;
}

/** SliceChange is what one slice adds to the change of a mean, with the interval of that part. */
export interface SliceChange {
  slice: string;
  referenceRows: number;
  currentRows: number;
  /** Mean of the slice's own rows; null without rows. */
  referenceMean: number | null;
  currentMean: number | null;
  /** Parts sum to the whole change over all slices. */
  part: number;
  low: number;
  high: number;
  /** The part that the slice's new share makes; the rest is that its own rows changed. */
  byShare: number;
}

interface Sums {
  rows: number;
  total: number;
  /** Of what lies above the reference mean. */
  sum: number;
  squares: number;
}

/**
 * decomposeMeanChange splits the change of a mean between two samples exactly into slices (Kitagawa 1955): a slice of shares p and q with
 * means a and b adds q (b - M) - p (a - M), M being the reference mean; of that (q - p)(a - M) is by its share alone. A slice that the
 * reference lacks adds by its share. Intervals are normal ones at level 1 - alpha / slices, so that all of them hold together. Largest
 * parts in the direction of the change come first. Either sample empty gives none.
 */
export function decomposeMeanChange(
  reference: readonly LabelledValue[],
  current: readonly LabelledValue[],
  alpha = 0.05,
): SliceChange[] {
  const [n, m] = [reference.length, current.length];
  if (n === 0 || m === 0) return [];
  const mean = reference.reduce((sum, { value }) => sum + value, 0) / n;
  const change = current.reduce((sum, { value }) => sum + value, 0) / m - mean;
  const [before, now] = [sumsOf(reference, mean), sumsOf(current, mean)];
  const slices = [...new Set([...before.keys(), ...now.keys()])];
  const z = -normalQuantile(alpha / slices.length / 2);
  return slices
    .map((slice): SliceChange => {
      const [a, b] = [before.get(slice) ?? none, now.get(slice) ?? none];
      const part = b.sum / m - a.sum / n;
      const half = z * Math.sqrt(varianceOfMean(a, n) + varianceOfMean(b, m));
      const byShare = a.rows === 0 ? part : (b.rows / m - a.rows / n) * (a.sum / a.rows);
      return {
        slice,
        referenceRows: a.rows,
        currentRows: b.rows,
        referenceMean: a.rows === 0 ? null : a.total / a.rows,
        currentMean: b.rows === 0 ? null : b.total / b.rows,
        part,
        low: part - half,
        high: part + half,
        byShare,
      };
    })
    .sort((x, y) => Math.sign(change) * (y.part - x.part));
}

const none: Sums = { rows: 0, total: 0, sum: 0, squares: 0 };

function sumsOf(rows: readonly LabelledValue[], mean: number): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const { slice, value } of rows) {
    const held = sums.get(slice) ?? { ...none };
    const above = value - mean;
    held.rows += 1;
    held.total += value;
    held.sum += above;
    held.squares += above * above;
    sums.set(slice, held);
  }
  return sums;
}

/** Rows of other slices count as 0. */
const varianceOfMean = ({ sum, squares }: Sums, n: number): number =>
  Math.max(0, squares / n - (sum / n) ** 2) / Math.max(1, n - 1);
