import { z } from 'zod';
import { Description, Digest, FilePath, Id, ModelName, Timestamp } from '../kernel/names.js';

/**
 * ImagePreparation says how a PNG or JPEG becomes the tensor of an image feature: brought to the input's height and width (`cover` cuts off what
 * sticks out, `contain` pads with black, `fill` distorts), then (value x scale - mean) / std by channel. With `shortestSide` the image is
 * first made that large at its shorter side, and the middle is cut out.
 */
export const ImagePreparation = z.strictObject({
  layout: z.enum(['nchw', 'nhwc']),
  fit: z.enum(['cover', 'contain', 'fill']),
  shortestSide: z.number().int().min(1).max(8_192).optional(),
  order: z.enum(['rgb', 'bgr', 'grey']),
  scale: z.number().positive(),
  mean: z.array(z.number()).min(1).max(3),
  std: z.array(z.number().positive()).min(1).max(3),
});
export type ImagePreparation = z.infer<typeof ImagePreparation>;

/** Feature is one column that people know, and where it goes: column `index` of the model input `input`. */
export const Feature = z.object({
  name: z.string(),
  type: z.enum(['numeric', 'categorical', 'text', 'image', 'tensor']),
  categories: z.array(z.string()).optional(),
  optional: z.boolean().optional(),
  image: ImagePreparation.optional(),
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

/** SignatureParam is a setting of the model itself that MLflow's signature declares, such as a temperature; `default` is JSON text. */
export const SignatureParam = z.object({ name: z.string(), type: z.string(), default: z.string() });
export type SignatureParam = z.infer<typeof SignatureParam>;

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
  params: z.array(SignatureParam).optional().describe('kept to be read; endpoints serve with the defaults'),
});
export type VersionSchema = z.infer<typeof VersionSchema>;

/** ModelFacts are read from the model file. */
export const ModelFacts = z.object({
  opset: z.number().int().nullable(),
  irVersion: z.number().int().nullable(),
  producer: z.string().nullable(),
  nodeCount: z.number().int(),
  parameterCount: z.number(),
  parameterBytes: z.number().optional(),
  initialisers: z
    .record(z.string(), z.object({ tensors: z.number().int(), elements: z.number(), bytes: z.number() }))
    .optional(),
  opsets: z.array(z.object({ domain: z.string(), version: z.number().int() })).optional(),
  metadata: z.record(z.string(), z.string()).optional().describe("the author's own keys and values"),
  operators: z.record(z.string(), z.number().int()),
  customDomains: z.array(z.string()),
  loadMs: z.number().nullable(),
  runMs: z.number().nullable(),
  memoryBytes: z.number().optional().describe('resident memory that it added to the process of its trial run'),
  warmUpError: z.string().nullable(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

/** Lineage says what a version was made from. */
export const Lineage = z.strictObject({
  runId: z.string().max(64).optional(),
  gitCommit: z.string().max(64).optional(),
  datasetDigest: z.string().min(1).max(100).optional(),
  trainingRunId: z.uuid().optional(),
  parentVersion: z.number().int().positive().optional(),
  copiedFrom: z.strictObject({ model: z.string(), version: z.number().int().positive() }).optional(),
});
export type Lineage = z.infer<typeof Lineage>;

/** Metrics are named finite numbers. */
export const Metrics = z.record(z.string().min(1).max(250), z.number());

/** ModelFile is one file of a version's manifest. */
export const ModelFile = z.object({ path: FilePath, digest: Digest, sizeBytes: z.number().int() });
export type ModelFile = z.infer<typeof ModelFile>;

/** AliasName is a movable name for a version, also a stage of one's own: `champion`, `qa`. MLflow's rule; `latest` and `v7` mean something else. */
export const AliasName = z
  .string()
  .regex(/^[\p{L}\p{N}_-]{1,255}$/u, 'must hold only letters, digits, _ and -, at most 255')
  .refine((alias) => !/^(latest|v\d+)$/i.test(alias), 'latest and v with a number are reserved');

/** RegistryTags are labels on a model or a version: what MLflow allows, at most 1,000 of them. */
export const RegistryTags = z
  .record(z.string().min(1).max(250), z.string().max(100_000))
  .refine((tags) => Object.keys(tags).length <= 1000, 'at most 1000 tags');

/** Stage is MLflow's old life cycle; a stage of one's own is an alias. */
export const Stage = z.enum(['None', 'Staging', 'Production', 'Archived']);
export type Stage = z.infer<typeof Stage>;

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
  tags: RegistryTags,
  lineage: Lineage,
  description: z.string(),
  aliases: z.array(z.string()),
  source: z.string().nullable(),
  runId: z.string().nullable(),
  loggedModelId: z.string().nullable(),
  runLink: z.string().nullable(),
  stage: Stage,
  status: z.enum(['PENDING_REGISTRATION', 'FAILED_REGISTRATION', 'READY']),
  statusMessage: z.string().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  deletedAt: Timestamp.nullable(),
  createdBy: z.string(),
});
export type ModelVersion = z.infer<typeof ModelVersion>;

/** Model is a registered name. */
export const Model = z.object({
  name: z.string(),
  description: z.string(),
  task: ModelTask.nullable(),
  owner: z.string(),
  tags: RegistryTags,
  aliases: z.array(z.object({ alias: z.string(), version: z.number().int() })),
  latestVersion: z.number().int().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Model = z.infer<typeof Model>;

/** KeyMetric is what a model is judged by, as Slipway measured it last: the metric of its first gate, else the usual one of its task. */
export const KeyMetric = z.object({
  name: z.string(),
  value: z.number(),
  version: z.number().int().describe('the champion where it was measured, else the newest that was'),
  dataset: z.string(),
  datasetVersion: z.number().int(),
  evaluationId: Id,
});
export type KeyMetric = z.infer<typeof KeyMetric>;

/** ListedModel is a model in a list, with what it is judged by; null while nothing was measured. */
export const ListedModel = Model.extend({ keyMetric: KeyMetric.nullable() });
export type ListedModel = z.infer<typeof ListedModel>;

/** NewModel registers a name. */
export const NewModel = z.strictObject({
  name: ModelName,
  description: Description.default(''),
  tags: RegistryTags.default({}),
});
export type NewModel = z.infer<typeof NewModel>;

/** VersionMetadata is what a caller says about a version beside its files. */
export const VersionMetadata = z.strictObject({
  framework: z.enum(['onnx', 'opaque']).default('onnx'),
  schema: z.unknown().optional().describe('declared schema: features, outputs, task; read from the file when absent'),
  metrics: Metrics.default({}),
  params: z.record(z.string().min(1).max(250), z.string().max(6000)).default({}),
  tags: RegistryTags.default({}),
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

/** NewVersionFromSource registers files that are here already, as MLflow's clients name them; later changes there change nothing in the version. */
export const NewVersionFromSource = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(1000)
    .describe('runs:/<run id>/<path>, models:/m-<logged model id>, models:/<name>/<version> or models:/<name>@<alias>'),
  description: Description.default(''),
  tags: RegistryTags.default({}),
});
export type NewVersionFromSource = z.infer<typeof NewVersionFromSource>;
