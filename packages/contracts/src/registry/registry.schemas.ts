import { z } from 'zod';
import { Description, Digest, FilePath, LabelName, ModelName, Tags, Timestamp } from '../kernel/names.js';

/** Feature is one column that people know, and where it goes: column `index` of the model input `input`. */
export const Feature = z.object({
  name: z.string(),
  type: z.enum(['numeric', 'categorical', 'text', 'image', 'tensor']),
  categories: z.array(z.string()).optional(),
  optional: z.boolean().optional(),
  input: z.string(),
  index: z.number().int(),
});
export type Feature = z.infer<typeof Feature>;

/** SchemaOutput is one output and its meaning. */
export const SchemaOutput = z.object({
  name: z.string(),
  role: z.enum(['label', 'score', 'value', 'embedding', 'tensor']),
  classes: z.array(z.string()).optional(),
});
export type SchemaOutput = z.infer<typeof SchemaOutput>;

/** TensorSpec is a model input or output as the file declares it; -1 is an open dimension. */
export const TensorSpec = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number().int()) });
export type TensorSpec = z.infer<typeof TensorSpec>;

/** ModelTask is what a model is for. */
export const ModelTask = z.enum(['classification', 'regression', 'embedding', 'other']);
export type ModelTask = z.infer<typeof ModelTask>;

/** VersionSchema ties the columns that people know to the tensors that the model knows. */
export const VersionSchema = z.object({
  task: ModelTask,
  features: z.array(Feature),
  outputs: z.array(SchemaOutput),
  inputs: z.array(TensorSpec),
  tensorOutputs: z.array(TensorSpec),
});
export type VersionSchema = z.infer<typeof VersionSchema>;

/** ModelFacts are read from the model file. */
export const ModelFacts = z.object({
  opset: z.number().int().nullable(),
  irVersion: z.number().int().nullable(),
  producer: z.string().nullable(),
  nodeCount: z.number().int(),
  parameterCount: z.number(),
  operators: z.record(z.string(), z.number().int()),
  customDomains: z.array(z.string()),
  loadMs: z.number().nullable(),
  runMs: z.number().nullable(),
  warmUpError: z.string().nullable(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

/** Lineage says what a version was made from. */
export const Lineage = z.strictObject({
  runId: z.string().max(64).optional(),
  gitCommit: z.string().max(64).optional(),
  datasetDigest: Digest.optional(),
  trainingRunId: z.uuid().optional(),
  parentVersion: z.number().int().positive().optional(),
});
export type Lineage = z.infer<typeof Lineage>;

/** Metrics are named finite numbers. */
export const Metrics = z.record(z.string().min(1).max(250), z.number());

/** ModelFile is one file of a version's manifest. */
export const ModelFile = z.object({ path: FilePath, digest: Digest, sizeBytes: z.number().int() });
export type ModelFile = z.infer<typeof ModelFile>;

/** AliasName is a movable name for a version: `champion`, `challenger`. */
export const AliasName = LabelName;

/** ModelVersion is one immutable set of files of a model. */
export const ModelVersion = z.object({
  id: z.uuid(),
  model: z.string(),
  version: z.number().int(),
  framework: z.enum(['onnx', 'external', 'opaque']),
  digest: Digest,
  sizeBytes: z.number().int(),
  files: z.array(ModelFile),
  schema: VersionSchema.nullable(),
  facts: ModelFacts.nullable(),
  metrics: Metrics,
  params: z.record(z.string(), z.string()),
  tags: Tags,
  lineage: Lineage,
  description: z.string(),
  aliases: z.array(z.string()),
  createdAt: Timestamp,
  createdBy: z.string(),
});
export type ModelVersion = z.infer<typeof ModelVersion>;

/** Model is a registered name. */
export const Model = z.object({
  name: z.string(),
  description: z.string(),
  task: ModelTask.nullable(),
  owner: z.string(),
  tags: Tags,
  aliases: z.array(z.object({ alias: z.string(), version: z.number().int() })),
  latestVersion: z.number().int().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Model = z.infer<typeof Model>;

/** NewModel registers a name. */
export const NewModel = z.strictObject({
  name: ModelName,
  description: Description.default(''),
  tags: Tags.default({}),
});
export type NewModel = z.infer<typeof NewModel>;

/** VersionMetadata is what a caller says about a version beside its files. */
export const VersionMetadata = z.strictObject({
  framework: z.enum(['onnx', 'opaque']).default('onnx'),
  schema: z.unknown().optional().describe('declared schema: features, outputs, task; read from the file when absent'),
  metrics: Metrics.default({}),
  params: z.record(z.string().min(1).max(250), z.string().max(6000)).default({}),
  tags: Tags.default({}),
  lineage: Lineage.default({}),
  description: Description.default(''),
});
export type VersionMetadata = z.infer<typeof VersionMetadata>;

/** NewModelVersion names uploaded blobs as the files of a new version. */
export const NewModelVersion = VersionMetadata.extend({
  files: z
    .array(z.strictObject({ path: FilePath, digest: Digest }))
    .min(1)
    .max(1000),
});
export type NewModelVersion = z.infer<typeof NewModelVersion>;
