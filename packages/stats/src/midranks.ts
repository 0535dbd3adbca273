import { sortedDoubles } from './sort-doubles.js';

/** PooledRanks are the midranks of two samples in their pool (1-based, ties share their mean rank), and the sizes of its tied groups. */
export interface PooledRanks {
  x: Float64Array;
  y: Float64Array;
  /** Sizes of the groups of equal values that hold more than one. */
  ties: number[];
}

/** pooledMidranks ranks two samples in ascending order (neither with NaN) in their pool, in one walk over both. */
export function pooledMidranks(x: ArrayLike<number>, y: ArrayLike<number>): PooledRanks {
  const ranks: PooledRanks = { x: new Float64Array(x.length), y: new Float64Array(y.length), ties: [] };
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    const value = j >= y.length || (i < x.length && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    const [fromX, fromY] = [i, j];
    while (i < x.length && x[i] === value) i += 1;
    while (j < y.length && y[j] === value) j += 1;
    const size = i - fromX + j - fromY;
    const rank = fromX + fromY + (size + 1) / 2;
    ranks.x.fill(rank, fromX, i);
    ranks.y.fill(rank, fromY, j);
    if (size > 1) ranks.ties.push(size);
  }
  return ranks;
}

/** sortedSample is a sample in ascending order, or null when it is empty or holds NaN: no test can say anything about it. */
export function sortedSample(values: ArrayLike<number>): Float64Array | null {
  const sorted = sortedDoubles(values);
  const last = sorted[sorted.length - 1];
  return last === undefined || Number.isNaN(last) ? null : sorted;
}
