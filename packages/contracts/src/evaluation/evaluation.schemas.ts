import { z } from 'zod';
import { Id, LabelName, ModelName, Timestamp, VersionNumber } from '../kernel/names.js';
import { JobState } from '../jobs/jobs.schemas.js';

/** Gate is a rule that a measured metric must satisfy. */
export const Gate = z.strictObject({
  metric: z.string().min(1).max(100),
  op: z.enum(['>=', '<=']),
  threshold: z.number(),
});
export type Gate = z.infer<typeof Gate>;

/** GateResult is a gate with what was measured; null when the metric does not exist here. */
export const GateResult = Gate.extend({
  measured: z.number().nullable(),
  outcome: z.enum(['passed', 'failed', 'not_measured']),
});
export type GateResult = z.infer<typeof GateResult>;

/** MeasuredMetric is one number with its interval, where one is known. */
export const MeasuredMetric = z.object({
  name: z.string(),
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type MeasuredMetric = z.infer<typeof MeasuredMetric>;

const Points = z.array(z.object({ x: z.number(), y: z.number() }));

/** Evaluation is one version measured on one dataset version. */
export const Evaluation = z.object({
  id: Id,
  model: z.string(),
  version: z.number().int(),
  dataset: z.string(),
  datasetVersion: z.number().int(),
  target: z.string(),
  positive: z.string().nullable(),
  state: JobState,
  jobId: Id,
  rows: z.number().int().nullable(),
  metrics: z.array(MeasuredMetric),
  gates: z.array(GateResult),
  verdict: z.enum(['passed', 'failed', 'not_gated']).nullable(),
  curves: z
    .object({
      roc: Points,
      precisionRecall: Points,
      calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.number().int() })),
    })
    .nullable(),
  confusion: z
    .object({
      threshold: z.number(),
      truePositive: z.number().int(),
      falsePositive: z.number().int(),
      trueNegative: z.number().int(),
      falseNegative: z.number().int(),
    })
    .nullable(),
  rowsPerSecond: z.number().nullable(),
  error: z.string().nullable(),
  createdAt: Timestamp,
  finishedAt: Timestamp.nullable(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** NewEvaluation asks to measure a version on a dataset against the column `target`. */
export const NewEvaluation = z.strictObject({
  model: ModelName,
  version: VersionNumber,
  dataset: LabelName,
  datasetVersion: VersionNumber.optional(),
  target: z.string().min(1).max(200),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('the value of target that counts as the positive class; default 1 or true'),
  gates: z.array(Gate).max(50).default([]),
});
export type NewEvaluation = z.infer<typeof NewEvaluation>;
