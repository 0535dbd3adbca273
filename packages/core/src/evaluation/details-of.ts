import type { Evaluation } from '@slipway/contracts';
import {
  calibrationBins,
  confusionAt,
  curveBands,
  meanInterval,
  multiclassMetrics,
  oneVsRestAuc,
  precisionRecallCurveOfRuns,
  rocCurveOfRuns,
  scoreRuns,
  scoresOf,
  type ScoreRuns,
} from '@slipway/stats';
import { knownClasses, THRESHOLD } from '../monitoring/index.js';
import type { OutcomeRows } from './measure-outcomes.js';
import { noDetails, type Details } from './measured.js';
import { take } from './slices.js';

const SWEEP_STEPS = 50;
const RESIDUAL_BINS = 40;
const RESIDUAL_POINTS = 1000;
const PREDICTION_BINS = 10;
const MOST_CLASSES_SHOWN = 50;
const MOST_CONFUSED_SHOWN = 10;

/** outcomeDetails draws what the evaluation page shows for a kind; `sorted` are the runs of the version's scores, the random numbers are for the bands of curves. */
export function outcomeDetails(rows: OutcomeRows, sorted: () => ScoreRuns, random: () => number): Details {
  if (rows.truth.length === 0) return noDetails;
  if (rows.kind === 'binary') return binaryDetails(rows, sorted(), random);
  if (rows.kind === 'multiclass') return { ...noDetails, classes: classesOf(rows) };
  return { ...noDetails, residuals: residualsOf(rows.truth, rows.own.values) };
}

function binaryDetails({ truth, own, champion }: OutcomeRows, runs: ScoreRuns, random: () => number): Details {
  const at = confusionAt(truth, own.values, THRESHOLD);
  const compared = champion !== null && champion.values.every(Number.isFinite) ? champion.values : null;
  return {
    ...noDetails,
    curves: {
      ...curvesOf(runs),
      bands: curveBands(runs, { random }),
      champion: compared && curvesOf(scoreRuns(truth, compared)),
    },
    confusion: {
      threshold: THRESHOLD,
      truePositive: at.truePositives,
      falsePositive: at.falsePositives,
      trueNegative: at.trueNegatives,
      falseNegative: at.falseNegatives,
    },
    thresholds: sweep(runs),
  };
}

function curvesOf(runs: ScoreRuns): NonNullable<NonNullable<Evaluation['curves']>['champion']> {
  return {
    roc: rocCurveOfRuns(runs).map((point) => ({ x: point.falsePositiveRate, y: point.truePositiveRate })),
    precisionRecall: precisionRecallCurveOfRuns(runs).map(({ recall, precision }) => ({ x: recall, y: precision })),
    calibration: calibrationBins(runs).map(({ meanScore, positiveShare, count }) => ({
      predicted: meanScore,
      observed: positiveShare,
      count,
    })),
  };
}

/** sweep is what each of 51 thresholds gives, over the range of the scores when it is narrower than 0..1; counted from the highest score down, once. */
function sweep({ scores, positives, negatives, totals }: ScoreRuns): NonNullable<Evaluation['thresholds']> {
  const [low, high] = [scores[0]!, scores.at(-1)!];
  let [hits, called, run] = [0, 0, scores.length - 1];
  const falling = Array.from({ length: SWEEP_STEPS + 1 }, (_, step) => {
    const threshold = low + (high - low) * (1 - step / SWEEP_STEPS);
    for (; run >= 0 && (scores[run]! >= threshold || step === SWEEP_STEPS); run -= 1) {
      hits += positives[run]!;
      called += positives[run]! + negatives[run]!;
    }
    const calledShare = called / (totals.positives + totals.negatives);
    return { threshold, ...scoresOf({ hits, actual: totals.positives, predicted: called }), calledShare };
  });
  return falling.reverse();
}

function classesOf({ truth, own, classes }: OutcomeRows): NonNullable<Evaluation['classes']> {
  const found = multiclassMetrics(truth, own.values);
  const { matrix, byClass, averages } = found;
  const codes = found.classes.map(Number);
  const names = codes.map((code) => classes[code]!);
  const { probabilities } = own;
  const areas = probabilities && oneVsRestAuc(knownClasses(truth, probabilities), probabilities).byClass;
  const rows = names.map((name, i) => {
    const auc = areas?.[codes[i]!] ?? NaN;
    const { actual: support, predicted: called } = byClass[i]!;
    return { name, support, called, ...scoresOf(byClass[i]!), auc: Number.isNaN(auc) ? null : auc };
  });
  const shown = names.map((_, i) => i).slice(0, MOST_CLASSES_SHOWN);
  return {
    rows,
    averages: (['macro', 'micro', 'weighted'] as const).map((name) => ({ name, ...averages[name] })),
    matrix: shown.map((i) => shown.map((j) => matrix[i]![j]!)),
    confused: mostConfused(names, matrix),
  };
}

function mostConfused(names: readonly string[], matrix: readonly number[][]) {
  return matrix
    .flatMap((row, i) => {
      const support = sum(row);
      return row.map((count, j) => ({
        actual: names[i]!,
        predicted: names[j]!,
        count: i === j ? 0 : count,
        share: count / Math.max(1, support),
      }));
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_CONFUSED_SHOWN);
}

/** residualsOf is the histogram of prediction minus target, and its mean by tenths of the prediction. */
function residualsOf(truth: Float64Array, predicted: Float64Array): NonNullable<Evaluation['residuals']> {
  const residuals = truth.map((target, row) => predicted[row]! - target);
  const [low, high] = rangeOf(residuals);
  const width = (high - low) / RESIDUAL_BINS || 1;
  const counts = Array.from({ length: RESIDUAL_BINS }, () => 0);
  for (const residual of residuals) counts[Math.min(RESIDUAL_BINS - 1, Math.floor((residual - low) / width))]! += 1;
  const order = Uint32Array.from(predicted.keys()).sort((a, b) => predicted[a]! - predicted[b]!);
  const tenth = (part: number): number => Math.round((part * order.length) / PREDICTION_BINS);
  const byPrediction = Array.from({ length: PREDICTION_BINS }, (_, part) =>
    Array.from(order.subarray(tenth(part), tenth(part + 1))),
  )
    .filter((rows) => rows.length > 0)
    .map((rows) => {
      const { value, lower, upper } = meanInterval(take(residuals, rows));
      return { predicted: sum(take(predicted, rows)) / rows.length, mean: value, low: lower, high: upper };
    });
  const step = Math.max(1, Math.ceil(truth.length / RESIDUAL_POINTS));
  const some = Array.from({ length: Math.ceil(truth.length / step) }, (_, i) => i * step);
  return {
    points: some.map((row) => ({ target: truth[row]!, predicted: predicted[row]! })),
    histogram: counts.map((count, bin) => ({ from: low + bin * width, to: low + (bin + 1) * width, count })),
    byPrediction,
  };
}

function rangeOf(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i]!;
  return total;
}
