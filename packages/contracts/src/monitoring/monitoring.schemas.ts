import { z } from 'zod';
import { EndpointName, Id, LabelName, Timestamp, VersionNumber } from '../kernel/names.js';
import { RowSlice } from '../kernel/row-slice.js';

/** Baseline is the stored reference profile of a version: cells on a fixed reference-quantile grid per feature. */
export const Baseline = z.object({
  id: Id,
  model: z.string(),
  version: z.number().int(),
  dataset: z.string(),
  datasetVersion: z.number().int(),
  rows: z.number().int(),
  features: z.array(z.object({ name: z.string(), kind: z.enum(['numeric', 'categorical']), cells: z.number().int() })),
  createdAt: Timestamp,
});
export type Baseline = z.infer<typeof Baseline>;

/** NewBaseline asks for a version's reference profile from a dataset version, or from what an endpoint was asked between two event times. */
export const NewBaseline = z
  .strictObject({
    dataset: LabelName.optional(),
    datasetVersion: VersionNumber.optional().describe('without it the newest'),
    endpoint: EndpointName.optional().describe(
      'instead of `dataset`: at most 20,000 of its logged rows, kept as a version of the dataset `<endpoint> traffic`',
    ),
    from: Timestamp.optional().describe('of `endpoint`: event time; seven days before `to` without it'),
    to: Timestamp.optional().describe('of `endpoint`: event time; the newest without it'),
  })
  .refine(({ dataset, endpoint }) => (dataset === undefined) !== (endpoint === undefined), {
    path: ['dataset'],
    message: 'needs `dataset` or `endpoint`, and not both',
  });
export type NewBaseline = z.infer<typeof NewBaseline>;

/** WindowSize is the length of a monitor's window; day, week and month follow the UTC calendar. */
export const WindowSize = z.enum(['minute', 'hour', 'day', 'week', 'month']);
export type WindowSize = z.infer<typeof WindowSize>;

/** MonitorState is the five states of a monitor. */
export const MonitorState = z.enum(['ok', 'pending', 'firing', 'no_data', 'error']);
export type MonitorState = z.infer<typeof MonitorState>;

/**
 * MonitorKind is what is watched: `drift` whether inputs and predictions are spread as in the reference, `quality` whether values are missing
 * or were never seen there, `outliers` how many predictions have any value that was never seen there, `duplicates` how many rows repeat an
 * earlier one of the window, `volume` whether fewer predictions come than usual at that time, `performance` whether predictions agree with their outcomes.
 */
export const MonitorKind = z.enum(['drift', 'quality', 'outliers', 'duplicates', 'volume', 'performance']);
export type MonitorKind = z.infer<typeof MonitorKind>;

/** PerformanceMetric is what a monitor of performance can hold against a limit. */
export const PerformanceMetric = z.enum([
  'auc',
  'accuracy',
  'f1',
  'precision',
  'recall',
  'f1_macro',
  'log_loss',
  'brier_score',
  'mae',
  'rmse',
]);
export type PerformanceMetric = z.infer<typeof PerformanceMetric>;

/** MonitorReference is what windows are compared with: the baseline's own rows, or the windows at the same time of the four weeks before. */
export const MonitorReference = z.enum(['baseline', 'same_time_of_week']);
export type MonitorReference = z.infer<typeof MonitorReference>;

/** Monitor is a scheduled comparison of live traffic with a baseline, or of predictions with their outcomes. */
export const Monitor = z.object({
  name: z.string(),
  kind: MonitorKind,
  /** Of `performance`: the metric, and the worst value that is acceptable. */
  metric: PerformanceMetric.nullable(),
  limit: z.number().nullable(),
  positive: z.string().nullable(),
  fromEstimate: z.boolean(),
  slice: RowSlice.nullable(),
  reference: MonitorReference,
  alarmAfter: z.number().int(),
  alarmOf: z.number().int(),
  coolDownWindows: z.number().int(),
  endpoint: z.string(),
  window: WindowSize,
  closeBy: z.enum(['clock', 'watermark']),
  everySeconds: z.number().int(),
  alpha: z.number(),
  floor: z.number(),
  minimumRows: z.number().int(),
  enabled: z.boolean(),
  state: MonitorState,
  verdict: z.string(),
  lastRunAt: Timestamp.nullable(),
  nextRunAt: Timestamp.nullable(),
  createdAt: Timestamp,
});
export type Monitor = z.infer<typeof Monitor>;

/** NewMonitor watches an endpoint against the baseline of its stable version, or by its outcomes. */
export const NewMonitor = z
  .strictObject({
    name: LabelName,
    kind: MonitorKind.default('drift'),
    endpoint: EndpointName,
    metric: PerformanceMetric.optional().describe('of `performance`: what is measured'),
    limit: z
      .number()
      .optional()
      .describe('of `performance`: the worst value that is acceptable; the whole interval must be worse for an alarm'),
    positive: z
      .string()
      .max(500)
      .optional()
      .describe(
        'of `performance`: the outcome that is the positive class; default 1, true or the last class of the score. Of more than two classes all are measured unless one is named, which is then told from all others',
      ),
    fromEstimate: z
      .boolean()
      .default(false)
      .describe('of `performance`: where outcomes are missing, alarm on what is estimated without them'),
    slice: RowSlice.optional().describe(
      'only these rows: as the log has them, at most 10,000 a window, against as many of the dataset of the baseline',
    ),
    reference: MonitorReference.default('baseline').describe(
      'of `drift`: `same_time_of_week` compares with the same hours or days of the four weeks before, for traffic that has seasons',
    ),
    alarmAfter: z.number().int().min(1).max(50).default(1).describe('alarm when so many ...'),
    alarmOf: z.number().int().min(1).max(50).default(1).describe('... of the last windows are conspicuous'),
    coolDownWindows: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .default(0)
      .describe('after the end of an alarm none begins for so many windows'),
    window: WindowSize.default('day'),
    closeBy: z
      .enum(['clock', 'watermark'])
      .default('clock')
      .describe('`watermark`: a window closes when a later event time was seen, for replayed or late traffic'),
    everySeconds: z.number().int().min(1).max(86_400).default(60),
    alpha: z.number().gt(0).lt(0.5).default(0.01),
    floor: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe(
        'the smallest change worth an alarm: of `drift` the share of traffic that moved, of `quality` of values that went bad, of `outliers` of predictions with an outlier, of `duplicates` of rows that repeat another one beyond the reference, of `volume` of the usual number that is missing',
      ),
    minimumRows: z
      .number()
      .int()
      .min(10)
      .max(1_000_000)
      .default(200)
      .describe('fewer rows tell nothing; of `volume`: where fewer predictions are usual'),
  })
  .refine(({ kind, window }) => kind !== 'volume' || (window !== 'week' && window !== 'month'), {
    path: ['window'],
    message: 'volume is watched by minute, hour or day',
  })
  .refine(({ kind, closeBy }) => kind !== 'volume' || closeBy === 'clock', {
    path: ['closeBy'],
    message: 'volume is counted by the clock: an event time that nobody sent closes nothing',
  })
  .refine(({ kind, slice }) => kind !== 'volume' || slice === undefined, {
    path: ['slice'],
    message: 'volume counts all predictions of the endpoint; the log, which tells slices apart, may be a sample',
  })
  .refine(({ kind, metric, limit }) => kind !== 'performance' || (metric !== undefined && limit !== undefined), {
    path: ['metric'],
    message: 'a monitor of performance needs `metric` and `limit`',
  })
  .refine(
    ({ kind, reference, window }) =>
      reference === 'baseline' || (kind === 'drift' && (window === 'hour' || window === 'day')),
    { path: ['reference'], message: '`same_time_of_week` is for drift by hour or day' },
  )
  .refine(({ alarmAfter, alarmOf }) => alarmAfter <= alarmOf, {
    path: ['alarmOf'],
    message: 'must be at least alarmAfter',
  });
export type NewMonitor = z.infer<typeof NewMonitor>;

/** MonitorChange changes when a monitor alarms, or turns it on or off; what it leaves out stays. What is watched stays as it is: the windows before tell of it. The whole must be what a new monitor may be. */
export const MonitorChange = z.strictObject({
  enabled: z.boolean().optional(),
  everySeconds: z.number().int().min(1).max(86_400).optional(),
  floor: z.number().gt(0).lt(1).optional(),
  alpha: z.number().gt(0).lt(0.5).optional(),
  minimumRows: z.number().int().min(10).max(1_000_000).optional(),
  alarmAfter: z.number().int().min(1).max(50).optional(),
  alarmOf: z.number().int().min(1).max(50).optional(),
  coolDownWindows: z.number().int().min(0).max(1_000).optional(),
  limit: z.number().optional().describe('of `performance`'),
  positive: z.string().max(500).nullable().optional().describe('of `performance`'),
  fromEstimate: z.boolean().optional().describe('of `performance`'),
});
export type MonitorChange = z.infer<typeof MonitorChange>;

/** FeatureDrift is one feature's comparison in one window. */
export const FeatureDrift = z.object({
  feature: z.string(),
  kind: z.enum(['numeric', 'categorical']),
  isPrediction: z.boolean(),
  test: z.enum(['ks', 'chi_square', 'fisher']),
  statistic: z.number().nullable(),
  pValue: z.number().nullable(),
  adjustedP: z.number().nullable(),
  effect: z.number().nullable().describe('KS D for numbers, total variation for categories: 0 to 1'),
  effectLow: z.number().nullable().describe('lower confidence bound of the effect at the corrected alpha'),
  effectHigh: z
    .number()
    .nullable()
    .optional()
    .describe('upper confidence bound; missing in windows that were compared before it was kept'),
  location: z.union([z.number(), z.string()]).nullable().describe('where the two distributions differ most'),
  referenceRows: z.number().int(),
  currentRows: z.number().int(),
  missingShare: z.number().nullable(),
  importance: z
    .number()
    .nullable()
    .optional()
    .describe('share of the prediction that rests on the feature; missing where the baseline never measured it'),
  verdict: z.enum(['drift', 'small', 'none', 'no_data']),
});
export type FeatureDrift = z.infer<typeof FeatureDrift>;

/** MonitorMetric is one number that a window gave, or that it is held against, with its interval where one is known. */
export const MonitorMetric = z.object({
  name: z.string(),
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type MonitorMetric = z.infer<typeof MonitorMetric>;

/** MonitorPreview is what a monitor would have said of the last closed windows, oldest first. */
export const MonitorPreview = z.object({
  windows: z.array(
    z.object({ from: Timestamp, to: Timestamp, rows: z.number().int(), state: MonitorState, sentence: z.string() }),
  ),
  alarms: z.number().int(),
});
export type MonitorPreview = z.infer<typeof MonitorPreview>;

/** MonitorRun is one window compared. */
export const MonitorRun = z.object({
  id: Id,
  monitor: z.string(),
  endpoint: z.string(),
  windowFrom: Timestamp,
  windowTo: Timestamp,
  windows: z
    .number()
    .int()
    .describe('how many windows this is: more than one where there were no predictions for long'),
  rows: z.number().int(),
  state: MonitorState,
  sentence: z.string(),
  features: z.array(FeatureDrift),
  metrics: z.array(MonitorMetric),
  estimates: z
    .array(MonitorMetric)
    .describe(
      'what the metrics probably are, told without outcomes (performance); of as many rows of the reference (duplicates); what is usual at that time (volume)',
    ),
  baselineId: Id.nullable(),
  version: z.number().int().nullable(),
  error: z.string().nullable(),
  ranAt: Timestamp,
});
export type MonitorRun = z.infer<typeof MonitorRun>;

/** FeatureComparison is what the histogram and ECDF of one feature draw. */
export const FeatureComparison = z.object({
  drift: FeatureDrift,
  floor: z.number(),
  alpha: z.number(),
  windowFrom: Timestamp,
  windowTo: Timestamp,
  histogram: z
    .array(
      z.object({
        label: z.string(),
        from: z.number().nullable(),
        to: z.number().nullable(),
        reference: z.number(),
        current: z.number(),
      }),
    )
    .describe('shares that each sum to 1'),
  ecdf: z.array(z.object({ x: z.number(), reference: z.number(), current: z.number() })),
  quantiles: z
    .array(z.object({ level: z.number(), reference: z.number().nullable(), current: z.number().nullable() }))
    .describe('of numbers, to a cell; null beyond the largest reference value, or without numbers'),
  quality: z
    .array(
      z.object({
        kind: z.enum(['missing', 'not_a_number', 'infinite', 'unseen']),
        reference: z.number(),
        current: z.number(),
      }),
    )
    .describe('shares of values that are missing, broken, or never seen in the reference'),
});
export type FeatureComparison = z.infer<typeof FeatureComparison>;

/** Heatmap is effect size by feature and window: the prediction first, then features by effect in the last window x importance. */
export const Heatmap = z.object({
  floor: z.number(),
  windows: z.array(
    z.object({
      runId: Id,
      from: Timestamp,
      to: Timestamp,
      windows: z.number().int(),
      state: MonitorState,
      rows: z.number().int(),
    }),
  ),
  features: z.array(
    z.object({
      feature: z.string(),
      isPrediction: z.boolean(),
      importance: z.number().nullable(),
      cells: z.array(FeatureDrift.pick({ effect: true, effectLow: true, adjustedP: true, verdict: true }).nullable()),
    }),
  ),
});
export type Heatmap = z.infer<typeof Heatmap>;
