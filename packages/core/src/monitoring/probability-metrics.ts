import type { MeasuredMetric } from '@slipway/contracts';
import {
  classSquares,
  meanInterval,
  oneVsRestAuc,
  probabilityOf,
  topAccuracy,
  wilsonInterval,
  type Bounds,
  type ClassProbabilities,
} from '@slipway/stats';

const SEVERAL_CLASSES = 5;

/** knownClasses are the actual classes as codes of the probabilities; -1 for a class that the model does not know. */
export function knownClasses(truth: Float64Array, { classes }: ClassProbabilities): Int16Array {
  return Int16Array.from(truth, (code) => (code < classes ? code : -1));
}

/** classLosses is the log loss of each row by the probability of its actual class. */
export function classLosses(truth: Float64Array, probabilities: ClassProbabilities): Float64Array {
  const actual = knownClasses(truth, probabilities);
  return truth.map((_, row) => -Math.log(probabilityOf(probabilities, row, actual[row]!)));
}

/** probabilityMetrics are what only the probabilities of several classes tell: losses with intervals, areas of each class against the others. */
export function probabilityMetrics(truth: Float64Array, probabilities: ClassProbabilities): MeasuredMetric[] {
  const actual = knownClasses(truth, probabilities);
  const auc = oneVsRestAuc(actual, probabilities);
  const top = (k: number): MeasuredMetric => {
    const share = topAccuracy(actual, probabilities, k);
    return bounded(`top_${k}_accuracy`, wilsonInterval(Math.round(share * truth.length), truth.length));
  };
  return [
    bounded('log_loss', meanInterval(classLosses(truth, probabilities))),
    bounded('brier_score', meanInterval(classSquares(actual, probabilities))),
    { name: 'auc_macro', value: auc.macro, low: null, high: null },
    { name: 'auc_weighted', value: auc.weighted, low: null, high: null },
    ...(probabilities.classes >= SEVERAL_CLASSES ? [top(3)] : []),
  ];
}

const bounded = (name: string, { value, lower, upper }: Bounds): MeasuredMetric => ({
  name,
  value,
  low: lower,
  high: upper,
});
