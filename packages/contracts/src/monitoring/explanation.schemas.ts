import { z } from 'zod';
import { Id, Timestamp } from '../kernel/names.js';
import { FeatureDrift, MonitorMetric, PerformanceMetric } from './monitoring.schemas.js';

/** SliceMove is what the rows of one slice add to a change: parts of all slices of a feature sum to the whole change. */
export const SliceMove = z.object({
  feature: z.string().describe('the feature by whose values rows are sliced'),
  value: z.string(),
  referenceShare: z.number(),
  currentShare: z.number(),
  referenceMean: z.number().nullable().describe('what is explained, within the slice; null without rows'),
  currentMean: z.number().nullable(),
  contribution: z.number().describe('share of the whole change that comes from these rows'),
  low: z.number().describe('lower end of its interval, all slices together at 95 %'),
  byShare: z.number().describe('share of the whole change that comes only from the slice being larger or smaller'),
});
export type SliceMove = z.infer<typeof SliceMove>;

/** ChangeCause is why one feature, the prediction or the error rate is not as in the reference. */
export const ChangeCause = z.object({
  subject: z.string().describe('a feature, `prediction`, or `errors` of a monitor of performance'),
  measure: z.string().describe('in words: the share or mean that is explained'),
  reference: z.number().nullable(),
  current: z.number().nullable(),
  beganAt: Timestamp.nullable().describe('first stretch of time after the change; null where no moment stands out'),
  resolution: z.enum(['day', 'hour', 'minute']).describe('how long the stretches are'),
  before: z.number().nullable(),
  after: z.number().nullable(),
  slices: z.array(SliceMove).describe('largest contribution first; only those that chance cannot explain'),
});
export type ChangeCause = z.infer<typeof ChangeCause>;

/** NewCategories are the values of a feature that the reference never showed, most frequent first. */
export const NewCategories = z.object({
  feature: z.string(),
  rows: z.number().int().describe('rows with such a value, of all that were counted'),
  values: z.array(z.object({ value: z.string(), rows: z.number().int().describe('of the logged rows') })),
});
export type NewCategories = z.infer<typeof NewCategories>;

/** WindowExplanation is what a job found out about why a window is as it is. */
export const WindowExplanation = z.object({
  explainedAt: Timestamp,
  referenceRows: z.number().int().describe('rows by which slices were compared'),
  currentRows: z.number().int(),
  causes: z.array(ChangeCause),
  newCategories: z.array(NewCategories),
  notes: z.array(z.string()).describe('what could not be told, and why'),
});
export type WindowExplanation = z.infer<typeof WindowExplanation>;

/** DriftCost is how a feature's change and a metric went together over the kept windows. */
export const DriftCost = z.object({
  feature: z.string(),
  monitor: z.string().describe('the monitor of performance'),
  metric: PerformanceMetric,
  windows: z.number().int(),
  correlation: z.number().describe('rank correlation of change and loss: 1 means the more it changes, the worse'),
  low: z.number(),
  high: z.number(),
});
export type DriftCost = z.infer<typeof DriftCost>;

/** RootCause is what is known about why a window is as it is; `explanation` is null until a job looked. */
export const RootCause = z.object({ explanation: WindowExplanation.nullable(), costs: z.array(DriftCost) });
export type RootCause = z.infer<typeof RootCause>;

/** ComparedWindow is one side of a comparison. */
export const ComparedWindow = z.object({
  runId: Id.nullable().describe('null for the baseline'),
  from: Timestamp.nullable(),
  to: Timestamp.nullable(),
  windows: z.number().int(),
  rows: z.number().int(),
});
export type ComparedWindow = z.infer<typeof ComparedWindow>;

/** WindowComparison puts two windows of a monitor, or the baseline and a window, side by side. */
export const WindowComparison = z.object({
  reference: ComparedWindow,
  current: ComparedWindow,
  sentence: z.string(),
  features: z.array(FeatureDrift),
  metrics: z.array(
    z.object({ name: z.string(), reference: MonitorMetric.nullable(), current: MonitorMetric.nullable() }),
  ),
});
export type WindowComparison = z.infer<typeof WindowComparison>;
