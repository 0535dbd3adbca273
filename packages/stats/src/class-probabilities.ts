import { areaUnderRoc } from './area-under-roc.js';

/** ClassProbabilities are the probabilities of `classes` classes, row by row: row i's class j at i * classes + j. */
export interface ClassProbabilities {
  classes: number;
  values: ArrayLike<number>;
}

const SMALLEST_PROBABILITY = Number.EPSILON;

/**
 * probabilityOf is a row's probability of a class, kept within [2^-52, 1 - 2^-52] as scikit-learn does before a logarithm; that of a class
 * that the model does not know (-1) is the smallest.
 */
export function probabilityOf({ classes, values }: ClassProbabilities, row: number, code: number): number {
  const probability = code < 0 ? 0 : values[row * classes + code]!;
  return Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, probability));
}

/** classSquares are the squared distances between the probabilities and the actual class (0 to 2), row by row; their mean is the Brier score. */
export function classSquares(actual: ArrayLike<number>, { classes, values }: ClassProbabilities): Float64Array {
  return Float64Array.from(actual, (own, row) => {
    let sum = 0;
    for (let code = 0; code < classes; code += 1) sum += (values[row * classes + code]! - (own === code ? 1 : 0)) ** 2;
    return sum;
  });
}

/**
 * topAccuracy is the share of rows whose actual class is among the k most probable; of equal ones the later class comes first, as in scikit-learn. A class
 * that the model does not know (-1) is never among them.
 */
export function topAccuracy(actual: ArrayLike<number>, { classes, values }: ClassProbabilities, k: number): number {
  let hits = 0;
  for (let row = 0; row < actual.length; row += 1) {
    if (actual[row]! < 0) continue;
    const own = values[row * classes + actual[row]!]!;
    let before = 0;
    for (let code = 0; code < classes; code += 1) {
      const other = values[row * classes + code]!;
      if (other > own || (other === own && code > actual[row]!)) before += 1;
    }
    if (before < k) hits += 1;
  }
  return hits / actual.length;
}

/** OneVsRestAuc are the areas under the ROC curves of each class against all others; NaN for a class without rows or without others. */
export interface OneVsRestAuc {
  byClass: number[];
  /** Mean of the areas that exist. */
  macro: number;
  /** The same, weighted by the rows of each class. */
  weighted: number;
}

/** oneVsRestAuc is scikit-learn's roc_auc_score with multi_class='ovr'; classes without rows, which that refuses, are left out of the means. */
export function oneVsRestAuc(actual: ArrayLike<number>, { classes, values }: ClassProbabilities): OneVsRestAuc {
  const rows = actual.length;
  const labels = new Uint8Array(rows);
  const scores = new Float64Array(rows);
  const found = Array.from({ length: classes }, (_, code) => {
    let positives = 0;
    for (let row = 0; row < rows; row += 1) {
      labels[row] = actual[row] === code ? 1 : 0;
      positives += labels[row]!;
      scores[row] = values[row * classes + code]!;
    }
    return { auc: areaUnderRoc(labels, scores).auc, positives };
  });
  const known = found.filter(({ auc }) => !Number.isNaN(auc));
  const sum = (of: (one: { auc: number; positives: number }) => number): number =>
    known.reduce((total, one) => total + of(one), 0);
  return {
    byClass: found.map(({ auc }) => auc),
    macro: sum(({ auc }) => auc) / known.length,
    weighted: sum(({ auc, positives }) => auc * positives) / sum(({ positives }) => positives),
  };
}
