import { describe, expect, it } from 'vitest';
import { multilabelMetrics, type LabelMatrix } from './multilabel-metrics.js';

const matrix = (rows: readonly number[][]): LabelMatrix => ({
  labels: rows[0]!.length,
  values: Uint8Array.from(rows.flat()),
});
const actual = [
  [1, 0, 1, 0],
  [0, 1, 0, 0],
  [1, 1, 1, 0],
  [0, 0, 0, 0],
  [0, 1, 1, 0],
  [1, 0, 0, 0],
];
const predicted = [
  [1, 0, 0, 0],
  [0, 1, 1, 0],
  [1, 1, 1, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 1],
  [1, 0, 1, 0],
];

describe('multilabelMetrics agrees with scikit-learn 1.9', () => {
  const m = multilabelMetrics(matrix(actual), matrix(predicted));
  it.each([
    ['accuracy_score', m.subsetAccuracy, 0.3333333333333333],
    ['hamming_loss', m.hammingLoss, 0.25],
    ['jaccard_score samples, no labels at all counting 0', m.jaccard, 0.4166666666666667],
    ['f1_score samples', m.sampleF1, 0.5],
    ['precision macro, a label that no row has counting 0', m.averages.macro.precision, 0.5833333333333334],
    ['recall macro', m.averages.macro.recall, 0.5],
    ['f1 macro', m.averages.macro.f1, 0.5333333333333333],
    ['f1 micro', m.averages.micro.f1, 0.6666666666666666],
    ['precision weighted', m.averages.weighted.precision, 0.7777777777777778],
    ['f1 weighted', m.averages.weighted.f1, 0.7111111111111111],
  ])('%s', (_, found, expected) => expect(found).toBeCloseTo(expected, 14));

  it('counts the same wrong labels whichever side is the actual one', () => {
    const turned = multilabelMetrics(matrix(predicted), matrix(actual));
    expect(turned.hammingLoss).toBe(m.hammingLoss);
    expect(turned.jaccard).toBe(m.jaccard);
    expect(turned.averages.micro.precision).toBe(m.averages.micro.recall);
  });

  it('refuses matrices of other shapes', () => {
    expect(() => multilabelMetrics(matrix(actual), matrix(predicted.slice(1)))).toThrow(RangeError);
  });
});
