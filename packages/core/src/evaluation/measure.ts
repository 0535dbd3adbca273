import type { Evaluation, Gate, GateResult, MeasuredMetric, VersionSchema } from '@slipway/contracts';
import {
  calibrationBins,
  classificationMetrics,
  multiclassMetrics,
  precisionRecallCurve,
  regressionMetrics,
  rocCurve,
} from '@slipway/stats';
import { SlipwayError } from '../kernel/errors.js';
import { watchedScore, type ScoredBatch } from '../monitoring/index.js';

/** Measurement is what an evaluation found. */
export type Measurement = Pick<Evaluation, 'metrics' | 'curves' | 'confusion'> & { rows: number };

const THRESHOLD = 0.5;
const TRUE_VALUES = new Set(['1', 'true']);

/** measure gathers targets and predictions over scored rows and computes the metrics that fit: binary scores, labels, or values. */
export async function measure(
  schema: VersionSchema,
  evaluation: { target: string; positive: string | null },
  batches: AsyncIterable<ScoredBatch>,
  onRows: (rows: number) => Promise<void>,
): Promise<Measurement> {
  const targets: unknown[] = [];
  const scores: unknown[] = [];
  const labels: unknown[] = [];
  for await (const { rows, predictions } of batches) {
    rows.forEach((row, i) => {
      targets.push(row[evaluation.target]);
      scores.push(watchedScore(predictions[i]));
      labels.push(predictions[i]?.['label'] ?? null);
    });
    await onRows(targets.length);
  }
  const hasScore = schema.outputs.some(({ role }) => role === 'score');
  const distinct = new Set(targets.map(String));
  if (schema.task === 'regression') return { rows: targets.length, ...regression(targets, scores) };
  if (hasScore && distinct.size <= 2) return { rows: targets.length, ...binary(targets, scores, evaluation.positive) };
  if (labels.every((label) => label !== null)) return { rows: targets.length, ...multiclass(targets, labels) };
  throw new SlipwayError(
    'schema_mismatch',
    `The target ${evaluation.target} has ${distinct.size} values: a score needs two of them, a label output any number.`,
  );
}

/** judgeGates holds each gate against what was measured; a metric that was not measured never passes. */
export function judgeGates(
  gates: readonly Gate[],
  metrics: readonly MeasuredMetric[],
): { gates: GateResult[]; verdict: NonNullable<Evaluation['verdict']> } {
  const results = gates.map((gate): GateResult => {
    const measured = metrics.find(({ name }) => name === gate.metric)?.value ?? null;
    if (measured === null) return { ...gate, measured, outcome: 'not_measured' };
    const passed = gate.op === '>=' ? measured >= gate.threshold : measured <= gate.threshold;
    return { ...gate, measured, outcome: passed ? 'passed' : 'failed' };
  });
  return {
    gates: results,
    verdict:
      results.length === 0 ? 'not_gated' : results.every(({ outcome }) => outcome === 'passed') ? 'passed' : 'failed',
  };
}

function binary(
  targets: readonly unknown[],
  scores: readonly unknown[],
  positive: string | null,
): Pick<Measurement, 'metrics' | 'curves' | 'confusion'> {
  const truth = targets.map((target) =>
    Number(positive === null ? TRUE_VALUES.has(String(target)) : String(target) === positive),
  );
  const numbers = scores.map(Number);
  const m = classificationMetrics(truth, numbers, THRESHOLD);
  return {
    metrics: known([
      { name: 'auc', value: m.auc.auc, low: m.auc.lower, high: m.auc.upper },
      plain('average_precision', m.averagePrecision),
      plain('log_loss', m.logLoss),
      plain('brier_score', m.brierScore),
      plain('ece', m.expectedCalibrationError),
      plain('accuracy', m.accuracy),
      plain('precision', m.precision),
      plain('recall', m.recall),
      plain('f1', m.f1),
      plain('positive_share', m.positiveShare),
    ]),
    curves: {
      roc: rocCurve(truth, numbers).map(({ falsePositiveRate, truePositiveRate }) => ({
        x: falsePositiveRate,
        y: truePositiveRate,
      })),
      precisionRecall: precisionRecallCurve(truth, numbers).map(({ recall, precision }) => ({
        x: recall,
        y: precision,
      })),
      calibration: calibrationBins(truth, numbers).map(({ meanScore, positiveShare, count }) => ({
        predicted: meanScore,
        observed: positiveShare,
        count,
      })),
    },
    confusion: {
      threshold: THRESHOLD,
      truePositive: m.truePositives,
      falsePositive: m.falsePositives,
      trueNegative: m.trueNegatives,
      falseNegative: m.falseNegatives,
    },
  };
}

function multiclass(
  targets: readonly unknown[],
  labels: readonly unknown[],
): Pick<Measurement, 'metrics' | 'curves' | 'confusion'> {
  const m = multiclassMetrics(targets.map(String), labels.map(String));
  return {
    metrics: known([plain('accuracy', m.accuracy), plain('f1_macro', m.macroF1)]),
    curves: null,
    confusion: null,
  };
}

function regression(
  targets: readonly unknown[],
  values: readonly unknown[],
): Pick<Measurement, 'metrics' | 'curves' | 'confusion'> {
  const m = regressionMetrics(targets.map(Number), values.map(Number));
  return {
    metrics: known([
      plain('mae', m.meanAbsoluteError),
      plain('rmse', m.rootMeanSquaredError),
      plain('r2', m.rSquared),
      plain('mape', m.meanAbsolutePercentageError),
    ]),
    curves: null,
    confusion: null,
  };
}

const plain = (name: string, value: number): MeasuredMetric => ({ name, value, low: null, high: null });
const orNull = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** A metric that is undefined here (AUC of one class) is left out: missing is never a number. */
function known(metrics: readonly MeasuredMetric[]): MeasuredMetric[] {
  return metrics
    .filter(({ value }) => Number.isFinite(value))
    .map((metric) => ({ ...metric, low: orNull(metric.low), high: orNull(metric.high) }));
}
