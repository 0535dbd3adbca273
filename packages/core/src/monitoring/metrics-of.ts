import type { MeasuredMetric } from '@slipway/contracts';
import {
  classificationMetrics,
  f1Interval,
  macroF1Interval,
  meanInterval,
  multiclassMetrics,
  regressionMetrics,
  wilsonInterval,
  type Bounds,
  type ScoreRuns,
} from '@slipway/stats';

/** Kind is what targets and predictions are: 0/1 and a score, codes of classes, or values. */
export type Kind = 'binary' | 'multiclass' | 'regression';

/** THRESHOLD is from where on a score is called positive. */
export const THRESHOLD = 0.5;

const SMALLEST_PROBABILITY = Number.EPSILON;
const SMALLER_IS_BETTER = new Set(['log_loss', 'brier_score', 'ece', 'mae', 'mse', 'rmse', 'mape', 'hamming_loss']);

/** smallerIsBetter says in which direction a metric improves. */
export const smallerIsBetter = (metric: string): boolean => SMALLER_IS_BETTER.has(metric);

/** metricsOf are the metrics of a kind, in the order in which they are shown, with intervals where a formula gives one. Undefined ones (AUC of one class) are left out: missing is never a number. `runs` saves sorting scores once more. */
export function metricsOf(
  kind: Kind,
  truth: Float64Array,
  predicted: Float64Array,
  runs?: ScoreRuns,
): MeasuredMetric[] {
  if (truth.length === 0) return [];
  const found = kind === 'binary' ? binary(truth, predicted, runs) : { multiclass, regression }[kind](truth, predicted);
  return found
    .filter(({ value }) => Number.isFinite(value))
    .map(({ name, value, low, high }) => ({ name, value, low: orNull(low), high: orNull(high) }));
}

/** lossesOf is what a row costs, smaller being better: log loss, wrong or right, squared error. */
export function lossesOf(kind: Kind, truth: Float64Array, predicted: Float64Array): Float64Array {
  const loss = { binary: logLossOf, multiclass: wrong, regression: squaredError }[kind];
  return truth.map((value, row) => loss(value, predicted[row]!));
}

function binary(truth: Float64Array, scores: Float64Array, runs?: ScoreRuns): MeasuredMetric[] {
  const m = classificationMetrics(truth, scores, THRESHOLD, runs);
  const positives = m.truePositives + m.falseNegatives;
  return [
    { name: 'auc', value: m.auc.auc, low: m.auc.lower, high: m.auc.upper },
    plain('average_precision', m.averagePrecision),
    bounded('log_loss', meanInterval(truth.map((label, row) => logLossOf(label, scores[row]!)))),
    bounded('brier_score', meanInterval(truth.map((label, row) => squaredError(label, scores[row]!)))),
    plain('ece', m.expectedCalibrationError),
    bounded('accuracy', wilsonInterval(m.truePositives + m.trueNegatives, m.count)),
    share('precision', m.precision, m.truePositives, m.truePositives + m.falsePositives),
    share('recall', m.recall, m.truePositives, positives),
    bounded('f1', f1Interval(m.truePositives, m.falsePositives + m.falseNegatives, m.count)),
    bounded('positive_share', wilsonInterval(positives, m.count)),
    bounded('predicted_positive_share', wilsonInterval(m.truePositives + m.falsePositives, m.count)),
    share('false_positive_rate', 0, m.falsePositives, m.falsePositives + m.trueNegatives),
  ];
}

function multiclass(truth: Float64Array, labels: Float64Array): MeasuredMetric[] {
  const m = multiclassMetrics(truth, labels);
  return [
    bounded('accuracy', wilsonInterval(Math.round(m.accuracy * m.count), m.count)),
    bounded('f1_macro', macroF1Interval(m)),
  ];
}

function regression(targets: Float64Array, values: Float64Array): MeasuredMetric[] {
  const m = regressionMetrics(targets, values);
  const squares = meanInterval(targets.map((target, row) => squaredError(target, values[row]!)));
  const root = (value: number): number => Math.sqrt(Math.max(0, value));
  return [
    bounded('mae', meanInterval(targets.map((target, row) => Math.abs(target - values[row]!)))),
    { name: 'rmse', value: m.rootMeanSquaredError, low: root(squares.lower), high: root(squares.upper) },
    bounded('mse', squares),
    plain('r2', m.rSquared),
    plain('mape', m.meanAbsolutePercentageError),
    bounded('bias', meanInterval(targets.map((target, row) => values[row]! - target))),
  ];
}

function logLossOf(label: number, score: number): number {
  const p = Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, score));
  return label === 1 ? -Math.log(p) : -Math.log1p(-p);
}

const wrong = (actual: number, label: number): number => Number(actual !== label);
const squaredError = (target: number, value: number): number => (target - value) ** 2;

const plain = (name: string, value: number): MeasuredMetric => ({ name, value, low: null, high: null });
const bounded = (name: string, { value, lower, upper }: Bounds): MeasuredMetric => ({
  name,
  value,
  low: lower,
  high: upper,
});
const orNull = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** share of nothing is what scikit-learn calls it (0), and has no interval. */
function share(name: string, ofNothing: number, successes: number, n: number): MeasuredMetric {
  return n === 0 ? plain(name, ofNothing) : bounded(name, wilsonInterval(successes, n));
}
