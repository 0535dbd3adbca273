import type { Evaluation } from '@slipway/contracts';
import {
  calibrationBins,
  confusionAt,
  meanInterval,
  multiclassMetrics,
  precisionRecallCurve,
  rocCurve,
} from '@slipway/stats';
import type { MeasuredRows } from './collect-rows.js';
import { THRESHOLD } from '../monitoring/index.js';
import { take } from './slices.js';

const SWEEP_STEPS = 50;
const RESIDUAL_BINS = 40;
const PREDICTION_BINS = 10;
const MOST_CLASSES_SHOWN = 50;

/** Details are the curves and tables behind the metrics; what does not fit the kind is null. */
export type Details = Pick<Evaluation, 'curves' | 'confusion' | 'thresholds' | 'classes' | 'residuals'>;

const NOTHING: Details = { curves: null, confusion: null, thresholds: null, classes: null, residuals: null };

/** detailsOf draws what the evaluation page shows for a kind. */
export function detailsOf(measured: MeasuredRows): Details {
  if (measured.truth.length === 0) return NOTHING;
  if (measured.kind === 'binary') return binaryDetails(measured.truth, measured.predicted);
  if (measured.kind === 'multiclass') return { ...NOTHING, classes: classesOf(measured) };
  return { ...NOTHING, residuals: residualsOf(measured.truth, measured.predicted) };
}

function binaryDetails(truth: Float64Array, scores: Float64Array): Details {
  const at = confusionAt(truth, scores, THRESHOLD);
  return {
    ...NOTHING,
    curves: {
      roc: rocCurve(truth, scores).map((point) => ({ x: point.falsePositiveRate, y: point.truePositiveRate })),
      precisionRecall: precisionRecallCurve(truth, scores).map(({ recall, precision }) => ({
        x: recall,
        y: precision,
      })),
      calibration: calibrationBins(truth, scores).map(({ meanScore, positiveShare, count }) => ({
        predicted: meanScore,
        observed: positiveShare,
        count,
      })),
    },
    confusion: {
      threshold: THRESHOLD,
      truePositive: at.truePositives,
      falsePositive: at.falsePositives,
      trueNegative: at.trueNegatives,
      falseNegative: at.falseNegatives,
    },
    thresholds: sweep(truth, scores),
  };
}

/** sweep is what each of 51 thresholds gives, over the range of the scores when it is narrower than 0..1. */
function sweep(truth: Float64Array, scores: Float64Array): NonNullable<Evaluation['thresholds']> {
  const [low, high] = rangeOf(scores);
  return Array.from({ length: SWEEP_STEPS + 1 }, (_, step) => {
    const threshold = low + ((high - low) * step) / SWEEP_STEPS;
    const at = confusionAt(truth, scores, threshold);
    const called = at.truePositives + at.falsePositives;
    return { threshold, precision: at.precision, recall: at.recall, f1: at.f1, calledShare: called / truth.length };
  });
}

function classesOf({ truth, predicted, classes }: MeasuredRows): NonNullable<Evaluation['classes']> {
  const named = (codes: Float64Array): string[] => Array.from(codes, (code) => classes[code]!);
  const { classes: names, matrix } = multiclassMetrics(named(truth), named(predicted));
  const rows = names.map((name, i) => {
    const support = sum(matrix[i]!);
    const called = sum(matrix.map((row) => row[i]!));
    const hits = matrix[i]![i]!;
    return {
      name,
      support,
      precision: called === 0 ? 0 : hits / called,
      recall: support === 0 ? 0 : hits / support,
      f1: called + support === 0 ? 0 : (2 * hits) / (called + support),
    };
  });
  const shown = names.map((_, i) => i).slice(0, MOST_CLASSES_SHOWN);
  return { rows, matrix: shown.map((i) => shown.map((j) => matrix[i]![j]!)) };
}

/** residualsOf is the histogram of prediction minus target, and its mean by tenths of the prediction. */
function residualsOf(truth: Float64Array, predicted: Float64Array): NonNullable<Evaluation['residuals']> {
  const residuals = truth.map((target, row) => predicted[row]! - target);
  const [low, high] = rangeOf(residuals);
  const width = (high - low) / RESIDUAL_BINS || 1;
  const counts = Array.from({ length: RESIDUAL_BINS }, () => 0);
  for (const residual of residuals) counts[Math.min(RESIDUAL_BINS - 1, Math.floor((residual - low) / width))]! += 1;
  const order = Array.from(predicted.keys()).sort((a, b) => predicted[a]! - predicted[b]!);
  const tenth = (part: number): number => Math.round((part * order.length) / PREDICTION_BINS);
  const byPrediction = Array.from({ length: PREDICTION_BINS }, (_, part) => order.slice(tenth(part), tenth(part + 1)))
    .filter((rows) => rows.length > 0)
    .map((rows) => {
      const { value, lower, upper } = meanInterval(take(residuals, rows));
      return { predicted: sum(take(predicted, rows)) / rows.length, mean: value, low: lower, high: upper };
    });
  return {
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
