import { z } from 'zod';
import { Description, Digest, Id, LabelName, Tags, Timestamp } from '../kernel/names.js';

/** ColumnType is what the values of a column are. */
export const ColumnType = z.enum(['numeric', 'categorical', 'boolean', 'timestamp', 'text', 'empty']);
export type ColumnType = z.infer<typeof ColumnType>;

/** ColumnProfile summarises one column of a dataset version; every row was read. */
export const ColumnProfile = z.object({
  name: z.string(),
  type: ColumnType,
  missing: z.number().int().describe('rows without a value; NaN is counted apart'),
  nan: z.number().int(),
  infinite: z.number().int(),
  distinct: z.number().int(),
  distinctError: z.number().describe('relative standard error of `distinct`; 0 when it is exact'),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  median: z.number().nullable(),
  quantiles: z.array(z.object({ q: z.number(), value: z.number() })),
  quantileError: z
    .number()
    .describe('share of the rows by which a quantile may be off, at 99 % confidence; 0 when exact'),
  span: z
    .object({ first: z.string(), last: z.string() })
    .nullable()
    .describe('earliest and latest time of a timestamp column'),
  lengths: z
    .object({ min: z.number(), mean: z.number(), max: z.number() })
    .nullable()
    .describe('characters of its texts'),
  top: z.array(z.object({ value: z.string(), count: z.number().int() })),
  topUndercount: z.number().int().describe('by how much the counts of `top` may be too low; 0 when they are exact'),
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.number().int() })),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** DatasetFormat is how a dataset file is encoded. */
export const DatasetFormat = z.enum(['parquet', 'csv', 'jsonl']);
export type DatasetFormat = z.infer<typeof DatasetFormat>;

/** DatasetVersion is one immutable table of a dataset. */
export const DatasetVersion = z.object({
  dataset: z.string(),
  version: z.number().int(),
  format: DatasetFormat,
  digest: Digest,
  sizeBytes: z.number().int(),
  rows: z.number().int(),
  columns: z.array(ColumnProfile),
  state: z
    .enum(['profiling', 'ready', 'failed'])
    .describe('a big file is read by a job; only a ready version can be used'),
  jobId: Id.nullable(),
  error: z.string().nullable(),
  createdAt: Timestamp,
  createdBy: z.string(),
});
export type DatasetVersion = z.infer<typeof DatasetVersion>;

/** Dataset is a named table with versions. */
export const Dataset = z.object({
  name: z.string(),
  description: z.string(),
  tags: Tags,
  latest: DatasetVersion.omit({ columns: true }).extend({ columnCount: z.number().int() }).nullable(),
  createdAt: Timestamp,
});
export type Dataset = z.infer<typeof Dataset>;

/** NewDataset names a dataset before its first upload. */
export const NewDataset = z.strictObject({
  name: LabelName,
  description: Description.default(''),
  tags: Tags.default({}),
});
export type NewDataset = z.infer<typeof NewDataset>;

/** DatasetPreview holds some rows as plain values; the first of them is row `offset`, counted from 0. */
export const DatasetPreview = z.object({
  offset: z.number().int(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});
export type DatasetPreview = z.infer<typeof DatasetPreview>;

/** DatasetUse is one thing that was made from a dataset, or asks for it. */
export const DatasetUse = z.object({
  kind: z.enum(['evaluation', 'baseline', 'training', 'version', 'gates']),
  id: z.string().describe('of the evaluation, baseline, training run or model version; the model of gates'),
  model: z.string(),
  modelVersion: z.number().int().nullable(),
  datasetVersion: z.number().int().nullable().describe('null: the newest at that time'),
  at: Timestamp.nullable(),
});
export type DatasetUse = z.infer<typeof DatasetUse>;

/** ColumnChange sets a column of two versions side by side. */
export const ColumnChange = z.object({
  name: z.string(),
  before: ColumnProfile,
  after: ColumnProfile,
  shift: z
    .number()
    .nullable()
    .describe('how far the distributions are apart, 0 to 1; null when they cannot be compared'),
  shiftBy: z.enum(['kolmogorov_smirnov', 'total_variation']).nullable(),
  shiftError: z.number().describe('by how much the shift may be off, because it is computed from the two profiles'),
});
export type ColumnChange = z.infer<typeof ColumnChange>;

/** DatasetComparison tells what changed from one version of a dataset to another. */
export const DatasetComparison = z.object({
  dataset: z.string(),
  before: z.object({ version: z.number().int(), rows: z.number().int(), digest: Digest }),
  after: z.object({ version: z.number().int(), rows: z.number().int(), digest: Digest }),
  schema: z.object({
    added: z.array(z.object({ name: z.string(), type: ColumnType })),
    removed: z.array(z.object({ name: z.string(), type: ColumnType })),
    retyped: z.array(z.object({ name: z.string(), before: ColumnType, after: ColumnType })),
    reordered: z.boolean(),
  }),
  columns: z.array(ColumnChange).describe('columns of both versions, the most shifted first'),
});
export type DatasetComparison = z.infer<typeof DatasetComparison>;
