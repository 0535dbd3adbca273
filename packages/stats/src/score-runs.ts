import { sortedDoubles } from './sort-doubles.js';

/** ScoreRuns are the distinct scores, ascending, each with the labels that share it; kept by columns, for millions of rows. */
export interface ScoreRuns {
  scores: Float64Array;
  positives: Uint32Array;
  negatives: Uint32Array;
  /** Positives and negatives of all runs together. */
  totals: { positives: number; negatives: number };
}

/** scoreRuns groups binary labels (true or a number above 0 is positive) by score; pairs without a finite score are refused with a RangeError. */
export function scoreRuns(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): ScoreRuns {
  if (labels.length !== scores.length)
    throw new RangeError(`${labels.length} labels do not match ${scores.length} scores`);
  const [positive, negative] = sortedByLabel(labels, scores);
  const runs = {
    scores: new Float64Array(labels.length),
    positives: new Uint32Array(labels.length),
    negatives: new Uint32Array(labels.length),
  };
  let [count, p, n] = [0, 0, 0];
  for (; p < positive.length || n < negative.length; count += 1) {
    const score = Math.min(positive[p] ?? Infinity, negative[n] ?? Infinity);
    const [fromPositive, fromNegative] = [p, n];
    while (positive[p] === score) p += 1;
    while (negative[n] === score) n += 1;
    runs.scores[count] = score;
    runs.positives[count] = p - fromPositive;
    runs.negatives[count] = n - fromNegative;
  }
  return {
    scores: runs.scores.subarray(0, count),
    positives: runs.positives.subarray(0, count),
    negatives: runs.negatives.subarray(0, count),
    totals: { positives: positive.length, negatives: negative.length },
  };
}

function sortedByLabel(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
): [positive: Float64Array, negative: Float64Array] {
  const parts = [new Float64Array(labels.length), new Float64Array(labels.length)] as const;
  const counts: [number, number] = [0, 0];
  for (let i = 0; i < labels.length; i += 1) {
    const score = scores[i]!;
    if (!Number.isFinite(score)) throw new RangeError(`score ${i} is not a finite number`);
    const side = Number(labels[i]) > 0 ? 0 : 1;
    parts[side][counts[side]] = score;
    counts[side] += 1;
  }
  return [sortedDoubles(parts[0].subarray(0, counts[0])), sortedDoubles(parts[1].subarray(0, counts[1]))];
}
