import { scoreRuns, type ScoreRuns } from './score-runs.js';

const MAX_POINTS = 500;

/** RocPoint is what a threshold gives when scores >= threshold are called positive; the first point calls none and has no threshold. */
export interface RocPoint {
  threshold: number | null;
  falsePositiveRate: number;
  truePositiveRate: number;
}

/** PrecisionRecallPoint is precision and recall when scores >= threshold are called positive. */
export interface PrecisionRecallPoint {
  threshold: number;
  precision: number;
  recall: number;
}

/** rocCurve gives at most `maxPoints` vertices (default 500) from (0,0) to (1,1); rates of an absent class are 0. */
export function rocCurve(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  maxPoints = MAX_POINTS,
): RocPoint[] {
  return rocCurveOfRuns(scoreRuns(labels, scores), maxPoints);
}

/** rocCurveOfRuns is rocCurve of rows that are grouped by score already. */
export function rocCurveOfRuns(runs: ScoreRuns, maxPoints = MAX_POINTS): RocPoint[] {
  const { positives, negatives } = runs.totals;
  const vertices = spread(runs.scores.length + 1, maxPoints);
  return pointsAt(runs, vertices, (threshold, truePositives, falsePositives) => ({
    threshold,
    falsePositiveRate: negatives === 0 ? 0 : falsePositives / negatives,
    truePositiveRate: positives === 0 ? 0 : truePositives / positives,
  }));
}

/** precisionRecallCurve gives at most `maxPoints` vertices (default 500) by falling threshold; none without positives. */
export function precisionRecallCurve(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  maxPoints = MAX_POINTS,
): PrecisionRecallPoint[] {
  return precisionRecallCurveOfRuns(scoreRuns(labels, scores), maxPoints);
}

/** precisionRecallCurveOfRuns is precisionRecallCurve of rows that are grouped by score already. */
export function precisionRecallCurveOfRuns(runs: ScoreRuns, maxPoints = MAX_POINTS): PrecisionRecallPoint[] {
  const { positives } = runs.totals;
  if (positives === 0) return [];
  const vertices = spread(runs.scores.length, maxPoints).map((called) => called + 1);
  return pointsAt(runs, vertices, (threshold, truePositives, falsePositives) => ({
    threshold: threshold!,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / positives,
  }));
}

/** averagePrecision is the sum of (recall step) x precision over falling thresholds, without interpolation (scikit-learn); NaN without positives. */
export function averagePrecision(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  return averagePrecisionOfRuns(scoreRuns(labels, scores));
}

/** averagePrecisionOfRuns is averagePrecision of rows that are grouped by score already. */
export function averagePrecisionOfRuns({ positives, negatives, totals }: ScoreRuns): number {
  let [truePositives, called, sum] = [0, 0, 0];
  for (let run = positives.length - 1; run >= 0; run -= 1) {
    truePositives += positives[run]!;
    called += positives[run]! + negatives[run]!;
    sum += (positives[run]! / totals.positives) * (truePositives / called);
  }
  return totals.positives === 0 ? NaN : sum;
}

/** precisionAtRecall is the best precision of all thresholds whose recall is at least `recall`; NaN without positives. */
export function precisionAtRecall({ positives, negatives, totals }: ScoreRuns, recall: number): number {
  let [truePositives, called, best] = [0, 0, NaN];
  for (let run = positives.length - 1; run >= 0; run -= 1) {
    truePositives += positives[run]!;
    called += positives[run]! + negatives[run]!;
    const precision = truePositives / called;
    if (truePositives / totals.positives >= recall && !(precision <= best)) best = precision;
  }
  return best;
}

/** pointsAt makes a point of each wanted number of runs that are called positive, from the highest score down; 0 calls none. */
function pointsAt<Point>(
  { scores, positives, negatives }: ScoreRuns,
  wanted: readonly number[],
  pointOf: (threshold: number | null, truePositives: number, falsePositives: number) => Point,
): Point[] {
  let [truePositives, falsePositives, called] = [0, 0, 0];
  return wanted.map((count) => {
    for (; called < count; called += 1) {
      truePositives += positives[scores.length - 1 - called]!;
      falsePositives += negatives[scores.length - 1 - called]!;
    }
    return pointOf(count === 0 ? null : scores[scores.length - count]!, truePositives, falsePositives);
  });
}

/** spread is at most `most` of the places 0 to count - 1, evenly taken, with both ends. */
function spread(count: number, most: number): number[] {
  const taken = Math.min(count, most);
  const step = taken < count ? (count - 1) / (taken - 1) : 1;
  return Array.from({ length: taken }, (_, k) => Math.round(k * step));
}
