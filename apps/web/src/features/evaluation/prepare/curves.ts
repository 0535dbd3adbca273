import type { Evaluation } from '@slipway/contracts';
import { wilsonInterval } from '../../../lib/wilson-interval.js';

type Confusion = NonNullable<Evaluation['confusion']>;
type Calibration = NonNullable<Evaluation['curves']>['calibration'];

const FEW = 30;

/** ConfusionCell is one of the four counts with its share of the true class. */
export interface ConfusionCell {
  actual: 'positive' | 'negative';
  predicted: 'positive' | 'negative';
  count: number;
  shareOfActual: number;
}

/** confusionCells lays the four counts out by rows of the true class. */
export function confusionCells({
  truePositive,
  falseNegative,
  falsePositive,
  trueNegative,
}: Confusion): ConfusionCell[] {
  const positives = truePositive + falseNegative;
  const negatives = falsePositive + trueNegative;
  const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);
  return [
    { actual: 'positive', predicted: 'positive', count: truePositive, shareOfActual: share(truePositive, positives) },
    { actual: 'positive', predicted: 'negative', count: falseNegative, shareOfActual: share(falseNegative, positives) },
    { actual: 'negative', predicted: 'positive', count: falsePositive, shareOfActual: share(falsePositive, negatives) },
    { actual: 'negative', predicted: 'negative', count: trueNegative, shareOfActual: share(trueNegative, negatives) },
  ];
}

/** confusionAt is the four counts at the threshold of the sweep nearest to a wanted one; those at .5 are known exactly. */
export function confusionAt(
  thresholds: NonNullable<Evaluation['thresholds']>,
  wanted: number,
  atHalf: Confusion,
): Confusion {
  const at = nearestThreshold(thresholds, wanted);
  if (at === null || wanted === atHalf.threshold) return atHalf;
  const positives = atHalf.truePositive + atHalf.falseNegative;
  const rows = positives + atHalf.falsePositive + atHalf.trueNegative;
  const truePositive = Math.round(at.recall * positives);
  const falsePositive = Math.round(at.calledShare * rows) - truePositive;
  return {
    threshold: at.threshold,
    truePositive,
    falsePositive,
    falseNegative: positives - truePositive,
    trueNegative: rows - positives - falsePositive,
  };
}

/** OperatingPoint is where a threshold lies on the curves. */
export interface OperatingPoint {
  falsePositiveRate: number;
  recall: number;
  precision: number | null;
}

/** operatingPoint reads the point of the confusion's threshold; precision is null when nothing was predicted positive. */
export function operatingPoint({
  truePositive,
  falseNegative,
  falsePositive,
  trueNegative,
}: Confusion): OperatingPoint {
  const predicted = truePositive + falsePositive;
  return {
    falsePositiveRate: falsePositive / Math.max(1, falsePositive + trueNegative),
    recall: truePositive / Math.max(1, truePositive + falseNegative),
    precision: predicted === 0 ? null : truePositive / predicted,
  };
}

/** CalibrationPoint is one bin with its 95 % Wilson interval; `few` bins (n < 30) are drawn hollow. */
export interface CalibrationPoint {
  predicted: number;
  observed: number;
  count: number;
  few: boolean;
  /** Distances from `observed` down and up to the interval's ends, for error bars. */
  band: [number, number];
}

/** calibrationPoints adds Wilson intervals (Wilson 1927) to the bins; empty bins are left out. */
export function calibrationPoints(bins: Calibration): CalibrationPoint[] {
  return bins
    .filter(({ count }) => count > 0)
    .map(({ predicted, observed, count }) => {
      const [low, high] = wilsonInterval(observed, count);
      return {
        predicted,
        observed,
        count,
        few: count < FEW,
        band: [Math.max(0, observed - low), Math.max(0, high - observed)],
      };
    });
}

/** calibrationError is the expected calibration error: the mean distance of observed from predicted, weighted by rows. */
export function calibrationError(bins: Calibration): number | null {
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return rows === 0
    ? null
    : bins.reduce((sum, { predicted, observed, count }) => sum + (count / rows) * Math.abs(predicted - observed), 0);
}

/** nearestThreshold is the point of the sweep nearest to a wanted threshold; null without points or without a number. */
export function nearestThreshold<Point extends { threshold: number }>(
  points: readonly Point[],
  wanted: number,
): Point | null {
  let best: Point | null = null;
  for (const point of points)
    if (best === null || Math.abs(point.threshold - wanted) < Math.abs(best.threshold - wanted)) best = point;
  return best;
}
