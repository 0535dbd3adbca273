import { areaUnderRoc } from './area-under-roc.js';
import { fitBoostedTrees, predictBoostedTrees, type Columns } from './boosted-trees.js';
import { mannWhitneyU } from './mann-whitney.js';
import { shuffle } from './shuffle.js';

/** ClassifierTwoSample is how well rows of two samples can be told apart: an AUC of .5 is not at all. */
export interface ClassifierTwoSample {
  auc: number;
  /** Of the Mann-Whitney test of the held-out scores, upwards only: a classifier that is wrong on purpose is chance. */
  pValue: number;
  /** Share of each column in telling them apart. */
  importance: number[];
}

/**
 * classifierTwoSample trains boosted trees to tell two samples of rows apart on a random half of each, and tests their scores on the other
 * halves (Lopez-Paz and Oquab, ICLR 2017): it sees changes of how features go together, which tests of single features cannot. Throws a
 * RangeError for fewer than 4 rows on a side, or columns that differ.
 */
export function classifierTwoSample(x: Columns, y: Columns, random: () => number): ClassifierTwoSample {
  const [n, m] = [x[0]?.length ?? 0, y[0]?.length ?? 0];
  if (x.length !== y.length || n < 4 || m < 4)
    throw new RangeError('classifierTwoSample: two samples of the same columns with 4 rows or more are needed');
  const [xs, ys] = [halves(n, random), halves(m, random)];
  const columnsOf = (half: 0 | 1): Float64Array[] =>
    x.map((values, column) =>
      Float64Array.from([...xs[half].map((row) => values[row]!), ...ys[half].map((row) => y[column]![row]!)]),
    );
  const labelsOf = (half: 0 | 1): number[] => [...xs[half].map(() => 0), ...ys[half].map(() => 1)];
  const model = fitBoostedTrees(columnsOf(0), labelsOf(0));
  const labels = labelsOf(1);
  const scores = predictBoostedTrees(model, columnsOf(1), labels.length);
  const { pValue } = mannWhitneyU(scores.subarray(xs[1].length), scores.subarray(0, xs[1].length));
  const { auc } = areaUnderRoc(labels, scores);
  return { auc, pValue: auc > 0.5 ? pValue / 2 : 1 - pValue / 2, importance: model.importance };
}

/** The rows in random order, cut in the middle. */
function halves(rows: number, random: () => number): [number[], number[]] {
  const order = Array.from({ length: rows }, (_, row) => row);
  shuffle(order, random);
  return [order.slice(0, rows >> 1), order.slice(rows >> 1)];
}
