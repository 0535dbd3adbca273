import { expectedAuc } from './expected-auc.js';
import { normalQuantile } from './special-functions.js';

type BinaryMetric = 'auc' | 'log_loss' | 'brier_score' | 'accuracy' | 'precision' | 'recall' | 'f1';

/** ExpectedMetric is what a metric of predictions will probably be once outcomes are known, and where it will lie with probability 1 - alpha. */
export interface ExpectedMetric<Name extends string = BinaryMetric> {
  name: Name;
  value: number;
  lower: number;
  upper: number;
}

const SMALLEST = Number.EPSILON;

/**
 * expectedMetrics estimates the metrics of scored rows without their outcomes, from the probability that each is positive (confidence-based
 * performance estimation, as in NannyML): the metric of the expected confusion of rows, and as spread the delta method over independent
 * outcomes, sum p (1 - p) d^2 with d the metric's derivative by the row's outcome. Right as far as the probabilities are: a changed relation
 * of features to outcomes is not seen. `scores` are what the model said; those of `threshold` or more are called positive.
 */
export function expectedMetrics(
  probabilities: ArrayLike<number>,
  scores: ArrayLike<number>,
  threshold: number,
  alpha = 0.05,
): ExpectedMetric[] {
  const n = scores.length;
  if (n === 0) return [];
  const rows = Array.from({ length: n }, (_, row): Row => {
    const score = Math.min(1 - SMALLEST, Math.max(SMALLEST, scores[row]!));
    return { p: probabilities[row]!, score, called: Number(scores[row]! >= threshold) };
  });
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const positives = sum(({ p }) => p);
  const called = sum((row) => row.called);
  const truePositives = sum((row) => row.p * row.called);
  const recall = truePositives / positives;
  const f1 = (2 * truePositives) / (called + positives);
  const z = normalQuantile(1 - alpha / 2);
  const metric = (name: ExpectedMetric['name'], value: number, slope: (row: Row) => number): ExpectedMetric => {
    const error = z * Math.sqrt(sum((row) => row.p * (1 - row.p) * slope(row) ** 2));
    const most = name === 'log_loss' ? Infinity : 1;
    return { name, value, lower: Math.max(0, value - error), upper: Math.min(most, value + error) };
  };
  const loss = ({ p, score }: Row): number => -p * Math.log(score) - (1 - p) * Math.log1p(-score);
  const square = ({ p, score }: Row): number => p * (1 - score) ** 2 + (1 - p) * score ** 2;
  const right = (row: Row): number => (row.called === 1 ? row.p : 1 - row.p);
  const auc = expectedAuc(
    probabilities,
    rows.map(({ score }) => score),
  );
  const found = [
    metric('auc', auc.value, ({ score }) => auc.slope(score)),
    metric('log_loss', sum(loss) / n, ({ score }) => (Math.log1p(-score) - Math.log(score)) / n),
    metric('brier_score', sum(square) / n, ({ score }) => (1 - 2 * score) / n),
    metric('accuracy', sum(right) / n, (row) => (2 * row.called - 1) / n),
    metric('precision', truePositives / called, (row) => row.called / called),
    metric('recall', recall, (row) => (row.called - recall) / positives),
    metric('f1', f1, (row) => (2 * row.called - f1) / (called + positives)),
  ];
  return found.filter(({ value }) => Number.isFinite(value));
}

interface Row {
  p: number;
  score: number;
  called: number;
}
