import { describe, expect, it } from 'vitest';
import { areaUnderRoc } from './area-under-roc.js';
import { classificationMetrics } from './classification-metrics.js';
import { multiclassMetrics } from './multiclass-metrics.js';
import { regressionMetrics } from './regression-metrics.js';
import { seededRandom } from './seeded-random.js';

/** Rows with many equal scores, now and then of one class only; eighths add and subtract without rounding. */
interface Rows {
  labels: number[];
  scores: number[];
  classes: number[];
  guesses: number[];
}

const draws = Array.from({ length: 40 }, (_, seed): [number, Rows, number[]] => {
  const random = seededRandom(seed + 1);
  const length = 3 + Math.floor(random() * 50);
  const share = random();
  const of = (make: () => number): number[] => Array.from({ length }, make);
  const rows = {
    labels: of(() => Number(random() < share)),
    scores: of(() => (1 + 2 * Math.floor(random() * 8)) / 16),
    classes: of(() => Math.floor(random() * 4)),
    guesses: of(() => Math.floor(random() * 5)),
  };
  const keys = of(random);
  const order = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]!);
  return [seed + 1, rows, order];
});

/** Sums in another order differ in their last digits. */
const like = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isNaN(value) ? NaN : expect.closeTo(value, 10);
  if (Array.isArray(value)) return value.map(like);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, like(each)]));
};

describe.each(draws)('metrics of the rows of seed %i', (_seed, { labels, scores, classes, guesses }, order) => {
  const inOrder = (values: readonly number[]): number[] => order.map((row) => values[row]!);

  it('do not depend on the order of rows', () => {
    expect(classificationMetrics(inOrder(labels), inOrder(scores))).toEqual(
      like(classificationMetrics(labels, scores)),
    );
    expect(multiclassMetrics(inOrder(classes), inOrder(guesses))).toEqual(like(multiclassMetrics(classes, guesses)));
    const targets = classes.map((value) => value + 1);
    expect(regressionMetrics(inOrder(targets), inOrder(scores))).toEqual(like(regressionMetrics(targets, scores)));
  });

  it('of the other class mirror those of this one', () => {
    const other = classificationMetrics(
      labels.map((label) => 1 - label),
      scores.map((score) => 1 - score),
    );
    const { truePositives, trueNegatives, falsePositives, falseNegatives, ...own } = classificationMetrics(
      labels,
      scores,
    );
    expect(other).toMatchObject({
      truePositives: trueNegatives,
      trueNegatives: truePositives,
      falsePositives: falseNegatives,
      falseNegatives: falsePositives,
      accuracy: own.accuracy,
      auc: like(own.auc),
      logLoss: like(own.logLoss),
      brierScore: like(own.brierScore),
      positiveShare: like(1 - own.positiveShare),
    });
    const turned = scores.map((score) => -score);
    expect(areaUnderRoc(labels, turned).auc).toEqual(like(1 - own.auc.auc));
  });

  it('swap precision and recall where truth and guess are swapped, and do not know the names of classes', () => {
    const { classes: names, byClass, accuracy } = multiclassMetrics(classes, guesses);
    const swapped = multiclassMetrics(guesses, classes);
    expect(swapped.accuracy).toBe(accuracy);
    expect(swapped.classes).toEqual(names);
    const counts = byClass.map(({ hits, actual, predicted }) => ({ hits, actual: predicted, predicted: actual }));
    expect(swapped.byClass).toMatchObject(counts);
    const renamed = (values: readonly number[]): number[] => values.map((value) => 9 - value);
    expect(multiclassMetrics(renamed(classes), renamed(guesses)).averages).toEqual(
      like(multiclassMetrics(classes, guesses).averages),
    );
  });

  it('of values do not know their zero, and grow with their unit', () => {
    const own = regressionMetrics(classes, scores);
    const moved = regressionMetrics(
      classes.map((value) => 3 * value + 5),
      scores.map((value) => 3 * value + 5),
    );
    expect(moved.rSquared).toEqual(like(own.rSquared));
    expect(moved.meanAbsoluteError).toEqual(like(3 * own.meanAbsoluteError));
    expect(moved.rootMeanSquaredError).toEqual(like(3 * own.rootMeanSquaredError));
  });
});
