import { describe, expect, it } from 'vitest';
import { goldenSequence, plasticSequence } from '../test/irrational-sequences.js';
import { areaUnderRoc } from './area-under-roc.js';
import { calibrationBins, classificationMetrics } from './classification-metrics.js';
import { scoreRuns } from './score-runs.js';
import { multiclassMetrics } from './multiclass-metrics.js';
import { regressionMetrics } from './regression-metrics.js';
import { precisionRecallCurve, rocCurve } from './score-curves.js';

/** 500 scores of two digits, so with ties, and labels that follow them; the expected numbers are scikit-learn 1.9.1's. */
const scores = goldenSequence(500).map((u) => Math.round(u * 100) / 100);
const labels = plasticSequence(500).map((u, i) => (u < 0.2 + 0.6 * scores[i]! ? 1 : 0));

describe('classificationMetrics agrees with scikit-learn', () => {
  const metrics = classificationMetrics(labels, scores);
  it.each([
    ['accuracy', 0.658],
    ['precision', 0.6561264822134387],
    ['recall', 0.664],
    ['f1', 0.6600397614314115],
    ['averagePrecision', 0.6864345216248202],
    ['logLoss', 0.6840252684335231],
    ['brierScore', 0.2294674],
    ['expectedCalibrationError', 0.0939],
    ['positiveShare', 0.5],
  ] as const)('%s', (name, expected) => {
    expect(metrics[name]).toBeCloseTo(expected, 12);
  });

  it('counts the confusion matrix', () => {
    expect(metrics).toMatchObject({
      count: 500,
      trueNegatives: 163,
      falsePositives: 87,
      falseNegatives: 84,
      truePositives: 166,
    });
  });

  it('takes booleans for labels', () => {
    expect(
      classificationMetrics(
        labels.map((label) => label === 1),
        scores,
      ),
    ).toEqual(metrics);
  });

  it('keeps equal scores in one calibration bin', () => {
    expect(calibrationBins(scoreRuns(labels, scores))).toHaveLength(10);
    expect(calibrationBins(scoreRuns([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5]))).toEqual([
      { count: 4, meanScore: 0.5, positiveShare: 0.5 },
    ]);
  });
});

describe('areaUnderRoc', () => {
  it('has the area of scikit-learn and the error of DeLong', () => {
    const { auc, standardError, lower, upper } = areaUnderRoc(labels, scores);
    expect(auc).toBeCloseTo(0.707656, 12);
    expect(standardError).toBeCloseTo(0.023036960988776136, 12);
    expect([lower, upper]).toEqual([
      expect.closeTo(0.707656 - 1.959963984540054 * 0.023036960988776136, 10),
      expect.closeTo(0.707656 + 1.959963984540054 * 0.023036960988776136, 10),
    ]);
  });

  it.each([
    ['perfect', [0, 0, 1, 1], [1, 2, 3, 4], 1],
    ['reversed', [1, 1, 0, 0], [1, 2, 3, 4], 0],
    ['all tied', [1, 0, 1, 0], [5, 5, 5, 5], 0.5],
    ['one class', [1, 1], [1, 2], NaN],
    ['nothing', [], [], NaN],
  ])('%s', (_name, of, by, expected) => {
    expect(areaUnderRoc(of, by).auc).toBe(expected);
  });

  it('knows no spread from one row of a class, whichever class it is', () => {
    const unknown = { standardError: Infinity, lower: 0, upper: 1 };
    expect(areaUnderRoc([1, 0, 0], [0.7, 0.1, 0.9])).toMatchObject(unknown);
    expect(areaUnderRoc([0, 1, 1], [0.7, 0.1, 0.9])).toMatchObject(unknown);
  });

  it('refuses what it cannot rank', () => {
    expect(() => areaUnderRoc([1], [1, 2])).toThrow(RangeError);
    expect(() => areaUnderRoc([1, 0], [1, NaN])).toThrow(RangeError);
  });
});

describe('curves', () => {
  it('rocCurve has a vertex a score and runs from (0,0) to (1,1)', () => {
    const curve = rocCurve(labels, scores);
    expect(curve).toHaveLength(102);
    expect(curve.slice(0, 3)).toEqual([
      { threshold: null, falsePositiveRate: 0, truePositiveRate: 0 },
      { threshold: 1, falsePositiveRate: 0, truePositiveRate: 0.008 },
      { threshold: 0.99, falsePositiveRate: 0.004, truePositiveRate: 0.024 },
    ]);
    expect(curve.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
  });

  it('thins to 500 vertices and keeps both ends', () => {
    const many = goldenSequence(5000);
    const curve = rocCurve(
      many.map((u) => (u > 0.5 ? 1 : 0)),
      many,
    );
    expect(curve).toHaveLength(500);
    expect(curve.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
    expect(
      precisionRecallCurve(
        many.map(() => 1),
        many,
      ),
    ).toHaveLength(500);
    expect(precisionRecallCurve([0, 0], [1, 2])).toEqual([]);
  });
});

describe('multiclassMetrics agrees with scikit-learn', () => {
  const actual = goldenSequence(500).map((u) => Math.floor(3 * u));
  const predicted = plasticSequence(500).map((u, i) => (u < 0.7 ? actual[i]! : (actual[i]! + 1) % 3));

  it('matrix, accuracy and macro F1', () => {
    const metrics = multiclassMetrics(actual, predicted);
    expect(metrics.matrix).toEqual([
      [121, 47, 0],
      [0, 115, 51],
      [50, 0, 116],
    ]);
    expect(metrics.accuracy).toBeCloseTo(0.704, 12);
    expect(metrics.averages.macro.f1).toBeCloseTo(0.7039268385588264, 12);
  });
});

describe('averages of a class that is only ever predicted agree with scikit-learn 1.9', () => {
  const { averages, balancedAccuracy } = multiclassMetrics(['a', 'a', 'b', 'b', 'b'], ['a', 'c', 'b', 'b', 'a']);
  it.each([
    ['macro', [0.5, 0.38888888888888884, 0.43333333333333335]],
    ['micro', [0.6, 0.6, 0.6]],
    ['weighted', [0.8, 0.6, 0.68]],
  ] as const)('%s', (name, expected) => {
    const { precision, recall, f1 } = averages[name];
    [precision, recall, f1].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
  });

  it('balanced accuracy leaves it out', () => expect(balancedAccuracy).toBeCloseTo(0.5833333333333333, 14));
});

describe('regressionMetrics agrees with scikit-learn', () => {
  it('on 500 targets', () => {
    const targets = goldenSequence(500).map((u) => 10 + 5 * u);
    const predictions = plasticSequence(500).map((u, i) => targets[i]! + u - 0.4);
    const metrics = regressionMetrics(targets, predictions);
    expect(metrics.meanAbsoluteError).toBeCloseTo(0.25921511911049605, 12);
    expect(metrics.rootMeanSquaredError).toBeCloseTo(0.3045123743243075, 12);
    expect(metrics.rSquared).toBeCloseTo(0.9554800589169989, 12);
    expect(metrics.meanAbsolutePercentageError).toBeCloseTo(0.02100510468853932, 12);
  });

  it.each([
    [[2, 2], [2, 2], 1],
    [[2, 2], [2, 3], 0],
    [[], [], NaN],
  ])('R2 of constant targets %j against %j is %f', (targets, predictions, expected) => {
    expect(regressionMetrics(targets, predictions).rSquared).toBe(expected);
  });
});
