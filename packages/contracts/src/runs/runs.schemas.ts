import { z } from 'zod';
import { Timestamp } from '../kernel/names.js';
import { PageQuery } from '../kernel/page.js';

/** RunId is 32 hexadecimal digits, as MLflow writes it. */
export const RunId = z.string().regex(/^[0-9a-f]{32}$/);

/** Experiment groups runs; its number is the id that MLflow's clients see. */
export const Experiment = z.object({
  number: z.number().int(),
  name: z.string(),
  tags: z.record(z.string(), z.string()),
  deleted: z.boolean(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Experiment = z.infer<typeof Experiment>;

/** MetricValue is a number, or the word for one that JSON cannot carry. */
export const MetricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type MetricValue = z.infer<typeof MetricValue>;

/** RunInput is a dataset that a run read, as the run described it. */
export const RunInput = z.object({
  name: z.string(),
  digest: z.string(),
  context: z.string().nullable(),
  sourceType: z.string(),
  source: z.string(),
});
export type RunInput = z.infer<typeof RunInput>;

/** Run is one run of a script: `metrics` are the newest point of each. */
export const Run = z.object({
  id: RunId,
  experiment: z.number().int(),
  name: z.string(),
  user: z.string(),
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  deleted: z.boolean(),
  params: z.record(z.string(), z.string()),
  metrics: z.array(z.object({ key: z.string(), value: MetricValue, step: z.number(), at: Timestamp })),
  tags: z.record(z.string(), z.string()),
  inputs: z.array(RunInput),
  loggedModels: z.array(z.string()),
});
export type Run = z.infer<typeof Run>;

/** MetricSeries is a metric over its steps; `low` and `high` are the extremes of the points that a drawn one stands for. */
export const MetricSeries = z.object({
  key: z.string(),
  points: z.array(
    z.object({ step: z.number(), at: Timestamp, value: MetricValue, low: MetricValue, high: MetricValue }),
  ),
});
export type MetricSeries = z.infer<typeof MetricSeries>;

/** RunQuery is a page of runs: MLflow's filter (`metrics.auc > 0.7 AND params.depth = '3'`) and order (`metrics.auc DESC`). */
export const RunQuery = PageQuery.extend({
  experiment: z.coerce.number().int().min(0).optional(),
  filter: z.string().max(4000).optional(),
  orderBy: z.string().max(500).optional(),
  deleted: z.enum(['true', 'false']).optional(),
});

/** RunIds are 2 to 20 runs, joined by commas. */
export const RunIds = z
  .string()
  .regex(/^[0-9a-f]{32}(,[0-9a-f]{32}){1,19}$/, 'must be 2 to 20 run ids, joined by commas');

/** ComparedTexts is one line of a comparison: what each run has, in the order of the runs; null is nothing. */
export const ComparedTexts = z.object({ key: z.string(), values: z.array(z.string().nullable()), same: z.boolean() });
export type ComparedTexts = z.infer<typeof ComparedTexts>;

/** ComparedMetrics is a metric of several runs, the newest value of each. */
export const ComparedMetrics = z.object({
  key: z.string(),
  values: z.array(MetricValue.nullable()),
  same: z.boolean(),
});
export type ComparedMetrics = z.infer<typeof ComparedMetrics>;

/** RunComparison sets runs side by side; lines that are `same` are there too, so that a screen can hide them. */
export const RunComparison = z.object({
  runs: z.array(
    Run.pick({ id: true, experiment: true, name: true, user: true, status: true, startedAt: true, endedAt: true }),
  ),
  params: z.array(ComparedTexts),
  metrics: z.array(ComparedMetrics),
  tags: z.array(ComparedTexts),
  /** Digests of what was read, by the name of the dataset. */
  inputs: z.array(ComparedTexts),
});
export type RunComparison = z.infer<typeof RunComparison>;
