import { probabilityOf, type ClassProbabilities } from './class-probabilities.js';
import { expectedAuc } from './expected-auc.js';
import type { ExpectedMetric } from './expected-metrics.js';
import { normalQuantile } from './special-functions.js';

/** ExpectedClassMetric is a metric of labels, or of the probabilities of several classes, that can be told without outcomes. */
export type ExpectedClassMetric = ExpectedMetric<'accuracy' | 'f1_macro' | 'log_loss' | 'brier_score' | 'auc_macro'>;

/** The metric if all goes as probable, and its derivative by "row i is of class k". */
interface Told {
  name: ExpectedClassMetric['name'];
  value: number;
  slope: (row: number, code: number) => number;
}

/**
 * expectedClassMetrics estimates the metrics of predictions of several classes without their outcomes (confidence-based performance
 * estimation for more than two classes): those of the expected confusion matrix, cell (k, c) being the sum of `probabilities` of class k over
 * the rows called c, and of the expected losses and one-vs-rest areas. The band is the delta method over independent rows with one outcome
 * each: sum over rows of the variance of the metric's derivative under the row's probabilities. `probabilities` are calibrated and sum to 1
 * in a row, `said` is what the model said, `called` the code of the predicted class. Nothing of no rows; a metric that is not defined is left out.
 */
export function expectedClassMetrics(
  probabilities: ClassProbabilities,
  said: ClassProbabilities,
  called: ArrayLike<number>,
  alpha = 0.05,
): ExpectedClassMetric[] {
  if (called.length === 0) return [];
  const z = normalQuantile(1 - alpha / 2);
  const told = [accuracy(probabilities, called), macroF1(probabilities, called)];
  const losses = [logLoss(probabilities, said), brierScore(probabilities, said)];
  return [...told, ...losses, macroAuc(probabilities, said)]
    .filter(({ value }) => Number.isFinite(value))
    .map(({ name, value, slope }) => {
      const error = z * Math.sqrt(varianceOf(probabilities, slope));
      const most = name === 'log_loss' ? Infinity : name === 'brier_score' ? 2 : 1;
      return { name, value, lower: Math.max(0, value - error), upper: Math.min(most, value + error) };
    });
}

function varianceOf({ classes, values }: ClassProbabilities, slope: Told['slope']): number {
  let variance = 0;
  for (let row = 0; row < values.length / classes; row += 1) {
    let [mean, square] = [0, 0];
    for (let code = 0; code < classes; code += 1) {
      const [p, d] = [values[row * classes + code]!, slope(row, code)];
      mean += p * d;
      square += p * d * d;
    }
    variance += square - mean * mean;
  }
  return Math.max(0, variance);
}

/** A metric that is a mean over rows of what a row costs if it is of class k. */
function meanOf(
  name: Told['name'],
  { classes, values }: ClassProbabilities,
  cost: (row: number, code: number) => number,
): Told {
  const rows = values.length / classes;
  let sum = 0;
  for (let row = 0; row < rows; row += 1)
    for (let code = 0; code < classes; code += 1) sum += values[row * classes + code]! * cost(row, code);
  return { name, value: sum / rows, slope: (row, code) => cost(row, code) / rows };
}

const accuracy = (probabilities: ClassProbabilities, called: ArrayLike<number>): Told =>
  meanOf('accuracy', probabilities, (row, code) => Number(called[row] === code));

const logLoss = (probabilities: ClassProbabilities, said: ClassProbabilities): Told =>
  meanOf('log_loss', probabilities, (row, code) => -Math.log(probabilityOf(said, row, code)));

function brierScore(probabilities: ClassProbabilities, { classes, values }: ClassProbabilities): Told {
  const squares = Float64Array.from({ length: values.length / classes }, (_, row) => {
    let sum = 0;
    for (let code = 0; code < classes; code += 1) sum += values[row * classes + code]! ** 2;
    return sum;
  });
  return meanOf('brier_score', probabilities, (row, code) => squares[row]! - 2 * values[row * classes + code]! + 1);
}

/** The mean of 2 hits / (actual + predicted) over the classes that are expected or called. */
function macroF1({ classes, values }: ClassProbabilities, called: ArrayLike<number>): Told {
  const both = new Float64Array(classes);
  const hits = new Float64Array(classes);
  for (let row = 0; row < called.length; row += 1) {
    both[called[row]!]! += 1;
    for (let code = 0; code < classes; code += 1) both[code]! += values[row * classes + code]!;
    hits[called[row]!]! += values[row * classes + called[row]!]!;
  }
  const there = both.filter((count) => count > 0).length;
  const f1 = both.map((count, code) => (count > 0 ? (2 * hits[code]!) / count : 0));
  const value = f1.reduce((sum, one) => sum + one, 0) / there;
  return {
    name: 'f1_macro',
    value,
    slope: (row, code) =>
      both[code] === 0 ? 0 : (2 * Number(called[row] === code) - f1[code]!) / (both[code]! * there),
  };
}

/** The mean of the areas of each class against all others. */
function macroAuc({ classes, values }: ClassProbabilities, said: ClassProbabilities): Told {
  const column = (from: ArrayLike<number>, code: number): Float64Array =>
    Float64Array.from({ length: values.length / classes }, (_, row) => from[row * classes + code]!);
  const areas = Array.from({ length: classes }, (_, code) =>
    expectedAuc(column(values, code), column(said.values, code)),
  );
  return {
    name: 'auc_macro',
    value: areas.reduce((sum, { value }) => sum + value, 0) / classes,
    slope: (row, code) => areas[code]!.slope(said.values[row * classes + code]!) / classes,
  };
}
