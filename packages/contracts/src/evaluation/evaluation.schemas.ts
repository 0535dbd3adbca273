import { z } from 'zod';
import { Id, LabelName, ModelName, Timestamp, VersionNumber } from '../kernel/names.js';
import { JobState } from '../jobs/jobs.schemas.js';

/** Gate is a rule that a measured metric must satisfy, on all rows or on one slice, by itself or against the champion on the same rows. */
export const Gate = z
  .strictObject({
    metric: z.string().min(1).max(100),
    op: z.enum(['>=', '<=']),
    threshold: z.number(),
    compare: z
      .enum(['value', 'champion_ratio', 'champion_difference'])
      .default('value')
      .describe(
        'what is held against threshold: the value, the value over the champion’s, or the value minus the champion’s',
      ),
    slice: z.strictObject({ column: z.string().min(1).max(200), value: z.string().max(1000) }).optional(),
  })
  .refine(({ compare, slice }) => compare === 'value' || slice === undefined, {
    path: ['slice'],
    message: 'a gate on a slice compares with a value, not with the champion',
  });
export type Gate = z.infer<typeof Gate>;

/** GateResult is a gate with what was measured; null when the metric does not exist here. */
export const GateResult = Gate.safeExtend({
  measured: z.number().nullable(),
  /** Rows behind `measured`; null before the evaluation has ended. */
  rows: z.number().int().nullable(),
  /** The champion's own value, where there is one. */
  champion: z.number().nullable(),
  /** `not_applicable`: it compares with a champion, and there is none. */
  outcome: z.enum(['passed', 'failed', 'not_measured', 'not_applicable']),
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

/** EvaluationSlice is one group of rows measured by itself; `worse` and `better` compare its mean loss with that of all other rows. */
export const EvaluationSlice = z.object({
  column: z.string(),
  value: z.string(),
  rows: z.number().int(),
  metrics: z.array(MeasuredMetric),
  /** Mean loss here minus elsewhere (log loss, share of wrong labels, squared error). */
  lossChange: z.number().nullable(),
  /** Holm-adjusted over all slices. */
  pValue: z.number().nullable(),
  verdict: z.enum(['worse', 'better', 'like_rest', 'too_few']),
});
export type EvaluationSlice = z.infer<typeof EvaluationSlice>;

/** ChampionComparison is one metric of version and champion on the same rows; `change` is version minus champion. */
export const ChampionComparison = z.object({
  metric: z.string(),
  challenger: z.number(),
  champion: z.number(),
  change: z.number(),
  low: z.number(),
  high: z.number(),
  pValue: z.number().nullable(),
  test: z.enum(['delong', 'mcnemar', 'paired_losses', 'paired_bootstrap']),
  /** `equal`: the interval lies within 1 % of the champion's value; `unclear`: it could be either. */
  verdict: z.enum(['better', 'worse', 'equal', 'unclear']),
  rows: z.number().int(),
});
export type ChampionComparison = z.infer<typeof ChampionComparison>;

/** WorstRow is a row that cost much; `row` counts the dataset's rows from 0. */
export const WorstRow = z.object({
  row: z.number().int(),
  target: z.union([z.string(), z.number()]),
  predicted: z.union([z.string(), z.number()]),
  loss: z.number(),
});
export type WorstRow = z.infer<typeof WorstRow>;

/** EvaluationKind is what was measured: a score of two classes, one of several classes, a value, the order of rows, or several labels a row. */
export const EvaluationKind = z.enum(['binary', 'multiclass', 'regression', 'ranking', 'multilabel']);
export type EvaluationKind = z.infer<typeof EvaluationKind>;

/** RobustnessCheck is what becomes of a metric when inputs are disturbed, on the same sample of rows. */
export const RobustnessCheck = z.object({
  disturbance: z.enum(['noise', 'missing']),
  level: z
    .number()
    .describe(
      'noise: standard deviation added to each numeric feature, in its own ones; missing: share of values removed',
    ),
  rows: z.number().int(),
  metric: z.string(),
  before: z.number(),
  after: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  refused: z.string().nullable().describe('why the model gave no answers'),
});
export type RobustnessCheck = z.infer<typeof RobustnessCheck>;

/** RunSpeed is how long the model takes for so many rows at once; by the version's own process, without a network. */
export const RunSpeed = z.object({
  rows: z.number().int(),
  runs: z.number().int(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  rowsPerSecond: z.number(),
});
export type RunSpeed = z.infer<typeof RunSpeed>;

const Points = z.array(z.object({ x: z.number(), y: z.number() }));
const Band = z.array(z.object({ x: z.number(), low: z.number(), high: z.number() }));
const ScoreCurves = z.object({
  roc: Points,
  precisionRecall: Points,
  calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.number().int() })),
});

/** Evaluation is one version measured on one dataset version. */
export const Evaluation = z.object({
  id: Id,
  model: z.string(),
  version: z.number().int(),
  dataset: z.string(),
  datasetVersion: z.number().int(),
  target: z.string(),
  positive: z.string().nullable(),
  query: z.string().nullable(),
  separator: z.string().nullable(),
  kind: EvaluationKind.nullable(),
  state: JobState,
  jobId: Id,
  rows: z.number().int().nullable(),
  metrics: z.array(MeasuredMetric),
  gates: z.array(GateResult),
  verdict: z.enum(['passed', 'failed', 'not_gated']).nullable(),
  curves: ScoreCurves.extend({
    /** Pointwise 95 % bootstrap bands; null below 20 rows of a class. */
    bands: z.object({ roc: Band, precisionRecall: Band }).nullable(),
    /** The champion's on the same rows. */
    champion: ScoreCurves.nullable(),
  }).nullable(),
  confusion: z
    .object({
      threshold: z.number(),
      truePositive: z.number().int(),
      falsePositive: z.number().int(),
      trueNegative: z.number().int(),
      falseNegative: z.number().int(),
    })
    .nullable(),
  /** What each of about fifty thresholds gives, of a score of two classes. */
  thresholds: z
    .array(
      z.object({
        threshold: z.number(),
        precision: z.number(),
        recall: z.number(),
        f1: z.number(),
        calledShare: z.number(),
      }),
    )
    .nullable(),
  /** By class or label: rows of `matrix` are the actual class, columns the predicted one, of the first fifty classes; of labels it is empty. */
  classes: z
    .object({
      rows: z.array(
        z.object({
          name: z.string(),
          support: z.number().int(),
          /** Rows that were called so. */
          called: z.number().int(),
          precision: z.number(),
          recall: z.number(),
          f1: z.number(),
          /** Against all other classes; null without probabilities or without both. */
          auc: z.number().nullable(),
        }),
      ),
      averages: z.array(
        z.object({
          name: z.enum(['macro', 'micro', 'weighted']),
          precision: z.number(),
          recall: z.number(),
          f1: z.number(),
        }),
      ),
      matrix: z.array(z.array(z.number().int())),
      /** The classes that are taken for another most often; `share` is of the actual class. */
      confused: z.array(
        z.object({ actual: z.string(), predicted: z.string(), count: z.number().int(), share: z.number() }),
      ),
    })
    .nullable(),
  /** Prediction minus target, of values. */
  residuals: z
    .object({
      histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.number().int() })),
      byPrediction: z.array(z.object({ predicted: z.number(), mean: z.number(), low: z.number(), high: z.number() })),
      /** At most 1,000 rows, evenly taken. */
      points: z.array(z.object({ target: z.number(), predicted: z.number() })),
    })
    .nullable(),
  slices: z.array(EvaluationSlice),
  /** Largest differences between the groups of a slice column. */
  fairness: z.array(z.object({ column: z.string(), demographicParity: z.number(), equalizedOdds: z.number() })),
  champion: z
    .object({
      version: z.number().int(),
      metrics: z.array(MeasuredMetric),
      comparisons: z.array(ChampionComparison),
    })
    .nullable(),
  worstRows: z.array(WorstRow),
  /** Rows that could not be measured. */
  skipped: z.object({ noTarget: z.number().int(), noPrediction: z.number().int() }),
  /** Rows of the dataset that were read and predicted in a second. */
  rowsPerSecond: z.number().nullable(),
  speed: z.array(RunSpeed),
  robustness: z.array(RobustnessCheck),
  error: z.string().nullable(),
  createdAt: Timestamp,
  finishedAt: Timestamp.nullable(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** QueryColumn makes an evaluation one of a ranking. */
export const QueryColumn = z
  .string()
  .min(1)
  .max(200)
  .describe(
    'rows of the same value here belong to one query and are ranked by score; target is their relevance (0 and up)',
  );

/** Separator makes an evaluation one of several labels a row. */
export const Separator = z
  .string()
  .min(1)
  .max(10)
  .describe('target holds several labels with this between them, such as |; lists need none');

/** NewEvaluation asks to measure a version on a dataset against the column `target`. */
export const NewEvaluation = z.strictObject({
  model: ModelName,
  version: VersionNumber,
  dataset: LabelName,
  datasetVersion: VersionNumber.optional(),
  target: z.string().min(1).max(200),
  task: z
    .enum(['classification', 'regression', 'ranking', 'multilabel'])
    .optional()
    .describe(
      'what is to be measured; without it what version, `query` and `separator` say, and refused where these say otherwise',
    ),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('the value of target that counts as the positive class; default 1, true or the last class of the score'),
  gates: z.array(Gate).max(50).default([]),
  slices: z
    .array(z.string().min(1).max(200))
    .max(10)
    .default([])
    .describe('columns of the dataset by whose values (numbers: quartiles) the rows are grouped'),
  query: QueryColumn.optional(),
  separator: Separator.optional(),
  robustness: z
    .boolean()
    .default(false)
    .describe('also measure a sample of the rows with noise added to numbers, and with values missing'),
  champion: z
    .union([VersionNumber, z.literal('none')])
    .optional()
    .describe('the version to compare with on the same rows; default the alias champion, where it is another version'),
});
export type NewEvaluation = z.infer<typeof NewEvaluation>;
