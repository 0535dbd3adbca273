import type { MeasuredMetric } from '@slipway/contracts';
import {
  multiclassMetrics,
  precisionAtRecall,
  scoreRuns,
  type ClassProbabilities,
  type ScoreRuns,
} from '@slipway/stats';
import { classLosses, lossesOf, metricsOf, probabilityMetrics, type Kind } from '../monitoring/index.js';
import type { Predicted } from './compare-champion.js';

/** OutcomeKind is what a row's one outcome and its prediction are. */
export type OutcomeKind = Kind;

/** Probabilities are those of the classes by their codes. */
export type Probabilities = ClassProbabilities & { values: Float32Array };

const RECALLS = [50, 80, 90];

/** outcomeMetrics are the metrics of one outcome a row: those that are watched too, and what only all rows together, or probabilities of classes, can tell. `sorted` are the runs of scores where they are known. */
export function outcomeMetrics(
  kind: OutcomeKind,
  truth: Float64Array,
  predicted: Predicted,
  sorted?: () => ScoreRuns,
): MeasuredMetric[] {
  if (truth.length === 0) return [];
  if (kind === 'binary') {
    const runs = sorted?.() ?? scoreRuns(truth, predicted.values);
    const atRecall = RECALLS.map((recall) =>
      plain(`precision_at_recall_${recall}`, precisionAtRecall(runs, recall / 100)),
    );
    return [...metricsOf(kind, truth, predicted.values, runs), ...finite(atRecall)];
  }
  const found = metricsOf(kind, truth, predicted.values);
  if (kind === 'regression') return found;
  const { averages, balancedAccuracy } = multiclassMetrics(truth, predicted.values);
  return [
    ...found,
    ...finite([
      plain('f1_weighted', averages.weighted.f1),
      plain('balanced_accuracy', balancedAccuracy),
      ...(predicted.probabilities === null ? [] : probabilityMetrics(truth, predicted.probabilities)),
    ]),
  ];
}

/** outcomeLosses is what each row costs: log loss where there are probabilities, wrong or right for labels, squared error for values. */
export function outcomeLosses(
  kind: OutcomeKind,
  truth: Float64Array,
  { values, probabilities }: Predicted,
): Float64Array {
  return probabilities === null ? lossesOf(kind, truth, values) : classLosses(truth, probabilities);
}

/** wrongOf is 1 for each row whose label is not the actual one, else 0. */
export function wrongOf(truth: Float64Array, labels: Float64Array): Float64Array {
  return truth.map((actual, row) => Number(actual !== labels[row]!));
}

const plain = (name: string, value: number): MeasuredMetric => ({ name, value, low: null, high: null });
const finite = (metrics: readonly MeasuredMetric[]): MeasuredMetric[] =>
  metrics.filter(({ value }) => Number.isFinite(value));
