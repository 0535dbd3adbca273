import { areaUnderRocOfRuns, type AucResult } from './area-under-roc.js';
import { averagePrecisionOfRuns } from './score-curves.js';
import { scoreRuns, type ScoreRuns } from './score-runs.js';

const SMALLEST_PROBABILITY = Number.EPSILON;
const CALIBRATION_BINS = 10;

/** ConfusionMetrics are those of a threshold (scores >= threshold are called positive); a ratio of 0 to 0 is 0, as in scikit-learn. */
export interface ConfusionMetrics {
  truePositives: number;
  falsePositives: number;
  trueNegatives: number;
  falseNegatives: number;
  accuracy: number;
  precision: number;
  recall: number;
  f1: number;
}

/** ClassificationMetrics is everything of a binary classifier with probabilities; labels are 0/1 or booleans. */
export interface ClassificationMetrics extends ConfusionMetrics {
  count: number;
  positiveShare: number;
  threshold: number;
  auc: AucResult;
  averagePrecision: number;
  logLoss: number;
  brierScore: number;
  expectedCalibrationError: number;
}

/** classificationMetrics computes all of them at a threshold, default 0.5; NaN where nothing was counted. `runs` saves sorting once more. */
export function classificationMetrics(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  threshold = 0.5,
  runs: ScoreRuns = scoreRuns(labels, scores),
): ClassificationMetrics {
  const confusion = confusionAt(labels, scores, threshold);
  return {
    count: labels.length,
    positiveShare: (confusion.truePositives + confusion.falseNegatives) / labels.length,
    threshold,
    ...confusion,
    auc: areaUnderRocOfRuns(runs),
    averagePrecision: averagePrecisionOfRuns(runs),
    logLoss: logLoss(labels, scores),
    brierScore: brierScore(labels, scores),
    expectedCalibrationError: expectedCalibrationError(runs),
  };
}

/** confusionAt counts the four outcomes at a threshold. */
export function confusionAt(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  threshold: number,
): ConfusionMetrics {
  let [truePositives, falsePositives, trueNegatives, falseNegatives] = [0, 0, 0, 0];
  for (let i = 0; i < labels.length; i += 1) {
    const actual = isPositive(labels[i]!);
    const called = scores[i]! >= threshold;
    if (called && actual) truePositives += 1;
    else if (called) falsePositives += 1;
    else if (actual) falseNegatives += 1;
    else trueNegatives += 1;
  }
  return {
    truePositives,
    falsePositives,
    trueNegatives,
    falseNegatives,
    accuracy: (truePositives + trueNegatives) / labels.length,
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

/** logLoss is the mean of -ln p(label), probabilities kept within [2^-52, 1 - 2^-52] (scikit-learn). */
export function logLoss(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  return meanOver(labels, (label, i) => {
    const p = Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, scores[i]!));
    return label === 1 ? -Math.log(p) : -Math.log1p(-p);
  });
}

/** brierScore is the mean squared difference of probability and label. */
export function brierScore(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  return meanOver(labels, (label, i) => (scores[i]! - label) ** 2);
}

/** CalibrationBin compares the mean score of a bin with the share of positives in it. */
export interface CalibrationBin {
  count: number;
  meanScore: number;
  positiveShare: number;
}

/** calibrationBins cuts the scores into bins of equal mass (default 10); equal scores stay together, in the bin of their middle rank. */
export function calibrationBins(
  { scores, positives, negatives, totals }: ScoreRuns,
  bins = CALIBRATION_BINS,
): CalibrationBin[] {
  const rows = totals.positives + totals.negatives;
  const filled = new Map<number, { count: number; scoreSum: number; positives: number }>();
  let seen = 0;
  for (let run = 0; run < scores.length; run += 1) {
    const count = positives[run]! + negatives[run]!;
    const place = Math.floor((bins * (seen + count / 2)) / rows);
    const bin = filled.get(place) ?? { count: 0, scoreSum: 0, positives: 0 };
    bin.count += count;
    bin.scoreSum += scores[run]! * count;
    bin.positives += positives[run]!;
    filled.set(place, bin);
    seen += count;
  }
  return [...filled.values()].map(({ count, scoreSum, positives: hits }) => ({
    count,
    meanScore: scoreSum / count,
    positiveShare: hits / count,
  }));
}

/** expectedCalibrationError is the mean over calibrationBins, by mass, of |mean score - share of positives|; NaN of no rows. */
export function expectedCalibrationError(runs: ScoreRuns, bins = CALIBRATION_BINS): number {
  const rows = runs.totals.positives + runs.totals.negatives;
  if (rows === 0) return NaN;
  return calibrationBins(runs, bins).reduce(
    (sum, bin) => sum + (bin.count / rows) * Math.abs(bin.meanScore - bin.positiveShare),
    0,
  );
}

function meanOver(labels: ArrayLike<number | boolean>, term: (label: 0 | 1, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i += 1) sum += term(isPositive(labels[i]!) ? 1 : 0, i);
  return sum / labels.length;
}

function isPositive(label: number | boolean): boolean {
  return Number(label) > 0;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
