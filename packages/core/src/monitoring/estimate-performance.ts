import type { MonitorMetric } from '@slipway/contracts';
import {
  calibrate,
  expectedClassMetrics,
  expectedMetrics,
  fitBoostedTrees,
  learnCalibration,
  meanAndError,
  predictBoostedTrees,
  type ClassProbabilities,
  type ExpectedMetric,
} from '@slipway/stats';
import { THRESHOLD } from './metrics-of.js';
import { readSaid, scoreOf, type Positive, type ReadOutcomes } from './read-outcomes.js';
import { watchedScore } from './watched-score.js';

/** So many earlier outcomes an estimate is learned from at least. */
const LEAST_PAST = 300;
/** Each class is calibrated and ranked for itself; of more than so many nothing is estimated. */
const MOST_CLASSES = 100;
const Z_95 = 1.959963984540054;

/** PredictedRow is a logged prediction with what it was made from. */
export interface PredictedRow {
  inputs: Readonly<Record<string, unknown>>;
  output: Record<string, unknown>;
}

/**
 * estimatePerformance tells the metrics of predictions without their outcomes, with 95 % bands, from earlier predictions of the same version
 * whose outcomes are known. Scores of two or of several classes: how sure the scores are, calibrated where that helps (confidence-based
 * performance estimation). Values: how large errors were for such inputs, learned by boosted trees (direct loss estimation). Both assume that
 * inputs keep their meaning. Labels without scores, or fewer than 300 outcomes: nothing.
 */
export function estimatePerformance(
  past: ReadOutcomes,
  pastRows: readonly PredictedRow[],
  now: readonly PredictedRow[],
  positive: Positive,
): MonitorMetric[] {
  if (past.truth.length < LEAST_PAST) return [];
  if (past.kind === 'multiclass') return estimateClasses(past, now);
  const known = now.filter(({ output }) => Number.isFinite(scoreOf(output, positive)));
  if (known.length === 0) return [];
  if (past.kind === 'regression') return estimateErrors(past, pastRows, known);
  const scores = known.map(({ output }) => scoreOf(output, positive) as number);
  return expectedMetrics(calibrated(past.truth, past.predicted, scores), scores, THRESHOLD).map(estimateOf);
}

/** The probabilities of scores, as far as earlier outcomes teach them. */
function calibrated(truth: ArrayLike<number>, said: ArrayLike<number>, scores: readonly number[]): readonly number[] {
  const calibration = learnCalibration(truth, said);
  return calibration === null ? scores : scores.map((score) => calibrate(calibration, score));
}

/** Each class is calibrated against all others, and the probabilities of a row then sum to 1. */
function estimateClasses(
  { truth, probabilities, classes }: ReadOutcomes,
  now: readonly PredictedRow[],
): MonitorMetric[] {
  if (probabilities === null || classes.length > MOST_CLASSES) return [];
  const outputs = now.map(({ output }) => output);
  const said = readSaid(outputs, classes, (label) => (classes.includes(label) ? classes.indexOf(label) : undefined));
  const column = ({ values }: ClassProbabilities, code: number, rows: number): number[] =>
    Array.from({ length: rows }, (_, row) => values[row * classes.length + code]!);
  const byClass = classes.map((_, code) =>
    calibrated(
      truth.map((actual) => Number(actual === code)),
      column(probabilities, code, truth.length),
      column(said.probabilities, code, said.rows.length),
    ),
  );
  const values = said.rows.flatMap((_, row) => {
    const sum = byClass.reduce((total, column) => total + column[row]!, 0);
    return byClass.map((column) => column[row]! / sum);
  });
  return expectedClassMetrics({ classes: classes.length, values }, said.probabilities, said.called).map(estimateOf);
}

const estimateOf = ({ name, value, lower, upper }: ExpectedMetric<string>): MonitorMetric => ({
  name,
  value,
  low: lower,
  high: upper,
});

function estimateErrors(
  past: ReadOutcomes,
  pastRows: readonly PredictedRow[],
  now: readonly PredictedRow[],
): MonitorMetric[] {
  const learned = past.rows.map((row) => pastRows[row]!);
  const errors = past.truth.map((truth, i) => truth - past.predicted[i]!);
  const estimate = (target: Float64Array): { value: number; error: number } => {
    const encode = encoderOf(learned, target);
    const columns = encode(learned);
    const model = fitBoostedTrees(columns, target);
    const fitted = predictBoostedTrees(model, columns, learned.length);
    const { standardError } = meanAndError(target.map((value, i) => value - fitted[i]!));
    const { mean } = meanAndError(predictBoostedTrees(model, encode(now), now.length));
    // What the past's own sample left unsure, and what the outcomes of this window will add.
    return { value: mean, error: Z_95 * standardError * Math.sqrt(1 + learned.length / now.length) };
  };
  const absolute = estimate(errors.map(Math.abs));
  const squared = estimate(errors.map((error) => error * error));
  const root = (value: number): number => Math.sqrt(Math.max(0, value));
  return [
    metric('mae', absolute.value, absolute.value - absolute.error, absolute.value + absolute.error),
    metric('rmse', root(squared.value), root(squared.value - squared.error), root(squared.value + squared.error)),
  ];
}

const metric = (name: string, value: number, low: number, high: number): MonitorMetric => ({
  name,
  value: Math.max(0, value),
  low: Math.max(0, low),
  high,
});

/** Numbers are a column as they are; a category is the mean of the target where it came, so that trees can order categories. */
function encoderOf(
  rows: readonly PredictedRow[],
  target: Float64Array,
): (rows: readonly PredictedRow[]) => Float64Array[] {
  const names = [...new Set(rows.flatMap(({ inputs }) => Object.keys(inputs)))];
  const { mean } = meanAndError(target);
  const meanOf = names.map((name) => {
    const sums = new Map<string, { sum: number; count: number }>();
    rows.forEach(({ inputs }, row) => {
      const value = inputs[name];
      if (typeof value === 'number') return;
      const held = sums.get(String(value)) ?? { sum: mean, count: 1 };
      sums.set(String(value), { sum: held.sum + target[row]!, count: held.count + 1 });
    });
    return sums;
  });
  return (encoded) => [
    Float64Array.from(encoded, ({ output }) => watchedScore(output) as number),
    ...names.map((name, column) =>
      Float64Array.from(encoded, ({ inputs }) => {
        const value = inputs[name];
        if (typeof value === 'number') return value;
        const held = meanOf[column]!.get(String(value));
        return held === undefined ? mean : held.sum / held.count;
      }),
    ),
  ];
}
