import { describe, expect, it } from 'vitest';
import {
  classSquares,
  oneVsRestAuc,
  probabilityOf,
  topAccuracy,
  type ClassProbabilities,
} from './class-probabilities.js';
import { meanAndError } from './intervals.js';

const actual = [0, 1, 2, 2, 1, 0, 2, 1, 0, 2];
const rows = [
  [0.7, 0.2, 0.1],
  [0.2, 0.5, 0.3],
  [0.1, 0.3, 0.6],
  [0.4, 0.35, 0.25],
  [0.3, 0.3, 0.4],
  [0.5, 0.25, 0.25],
  [0.05, 0.15, 0.8],
  [0.25, 0.6, 0.15],
  [0.34, 0.33, 0.33],
  [0.2, 0.4, 0.4],
];
const probabilities = (of: readonly number[][]): ClassProbabilities => ({ classes: of[0]!.length, values: of.flat() });
const logLoss = (labels: readonly number[], given: ClassProbabilities): number =>
  labels.reduce((sum, code, row) => sum - Math.log(probabilityOf(given, row, code)), 0) / labels.length;

describe('class probabilities agree with scikit-learn 1.9', () => {
  const given = probabilities(rows);
  const auc = oneVsRestAuc(actual, given);
  it.each([
    ['log_loss', logLoss(actual, given), 0.7573131662596725],
    ['brier_score_loss', meanAndError(classSquares(actual, given)).mean, 0.42634],
    ['top_k_accuracy_score, k=1, of equal scores the later class', topAccuracy(actual, given, 1), 0.8],
    ['top_k_accuracy_score, k=2', topAccuracy(actual, given, 2), 0.9],
    ['roc_auc_score, ovr macro', auc.macro, 0.8730158730158729],
    ['roc_auc_score, ovr weighted', auc.weighted, 0.869047619047619],
    ['roc_auc_score of class 0 against the rest', auc.byClass[0]!, 0.9523809523809524],
    ['roc_auc_score of class 2 against the rest', auc.byClass[2]!, 0.8333333333333333],
  ])('%s', (_, found, expected) => expect(found).toBeCloseTo(expected, 14));

  it('a probability of 0 for what happened is not infinitely bad', () => {
    const sure = probabilities([
      [1, 0, 0],
      [0, 0, 1],
      [0, 0, 1],
    ]);
    expect(logLoss([0, 1, 2], sure)).toBeCloseTo(12.014551129705717, 12);
  });

  it('a class without rows has no area, and is left out of the mean', () => {
    const { byClass, macro } = oneVsRestAuc([0, 1, 0, 1], probabilities(rows.slice(0, 4)));
    expect(byClass[2]).toBeNaN();
    expect(macro).toBeCloseTo((byClass[0]! + byClass[1]!) / 2, 15);
  });

  it('a class that the model does not know is never right', () => {
    expect(topAccuracy([-1, 1], probabilities(rows.slice(0, 2)), 3)).toBe(0.5);
    expect(probabilityOf(given, 0, -1)).toBe(Number.EPSILON);
  });

  it('stay what they are when rows change places', () => {
    const order = actual.map((_, i) => (i * 7) % actual.length);
    const moved = order.map((i) => actual[i]!);
    const shuffled = probabilities(order.map((i) => rows[i]!));
    expect(oneVsRestAuc(moved, shuffled).macro).toBeCloseTo(auc.macro, 14);
    expect(logLoss(moved, shuffled)).toBeCloseTo(logLoss(actual, given), 14);
    expect(topAccuracy(moved, shuffled, 1)).toBe(topAccuracy(actual, given, 1));
  });
});
