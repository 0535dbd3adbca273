import { scoreRuns } from './score-runs.js';

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
  const points = cumulate(labels, scores);
  const { truePositives: positives, falsePositives: negatives } = points.at(-1) ?? START;
  const start: RocPoint = { threshold: null, falsePositiveRate: 0, truePositiveRate: 0 };
  const curve = points.map(({ threshold, truePositives, falsePositives }) => ({
    threshold,
    falsePositiveRate: negatives === 0 ? 0 : falsePositives / negatives,
    truePositiveRate: positives === 0 ? 0 : truePositives / positives,
  }));
  return spread([start, ...curve], maxPoints);
}

/** precisionRecallCurve gives at most `maxPoints` vertices (default 500) by falling threshold; none without positives. */
export function precisionRecallCurve(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  maxPoints = MAX_POINTS,
): PrecisionRecallPoint[] {
  return spread(precisionRecall(labels, scores), maxPoints);
}

/** averagePrecision is the sum of (recall step) x precision over falling thresholds, without interpolation (scikit-learn); NaN without positives. */
export function averagePrecision(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  const curve = precisionRecall(labels, scores);
  if (curve.length === 0) return NaN;
  return curve.reduce((sum, point, i) => sum + (point.recall - (curve[i - 1]?.recall ?? 0)) * point.precision, 0);
}

const START = { truePositives: 0, falsePositives: 0 };

function precisionRecall(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): PrecisionRecallPoint[] {
  const points = cumulate(labels, scores);
  const positives = (points.at(-1) ?? START).truePositives;
  if (positives === 0) return [];
  return points.map(({ threshold, truePositives, falsePositives }) => ({
    threshold,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / positives,
  }));
}

function cumulate(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
): { threshold: number; truePositives: number; falsePositives: number }[] {
  let { truePositives, falsePositives } = START;
  return scoreRuns(labels, scores)
    .reverse()
    .map(({ score, positives, negatives }) => {
      truePositives += positives;
      falsePositives += negatives;
      return { threshold: score, truePositives, falsePositives };
    });
}

function spread<Point>(points: Point[], maxPoints: number): Point[] {
  if (points.length <= maxPoints) return points;
  const last = points.length - 1;
  return Array.from({ length: maxPoints }, (_, k) => points[Math.round((k * last) / (maxPoints - 1))]!);
}
