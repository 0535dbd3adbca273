import { z } from 'zod';
import { Description, Digest, LabelName, Tags, Timestamp } from '../kernel/names.js';

/** ColumnProfile summarises one column of a dataset version. */
export const ColumnProfile = z.object({
  name: z.string(),
  type: z.enum(['numeric', 'categorical', 'boolean', 'timestamp', 'text', 'empty']),
  missing: z.number().int(),
  distinct: z.number().int(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  top: z.array(z.object({ value: z.string(), count: z.number().int() })),
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

/** DatasetPreview holds the first rows as plain values. */
export const DatasetPreview = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});
export type DatasetPreview = z.infer<typeof DatasetPreview>;
