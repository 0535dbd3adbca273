import { z } from 'zod';
import { JobState } from '../jobs/jobs.schemas.js';
import { EndpointName, LabelName, ModelName, Timestamp, VersionNumber } from '../kernel/names.js';

const TargetP95Ms = z.coerce.number().min(0.01).max(600_000);

/** RunSetting is one way to run a version. */
export const RunSetting = z.strictObject({
  replicas: z.number().int().min(1).max(64).describe('processes'),
  threads: z.number().int().min(1).max(64).describe('of one run'),
  batchRows: z.number().int().min(1).max(4_096).describe('rows of requests that may share a run; 1: each alone'),
});
export type RunSetting = z.infer<typeof RunSetting>;

/** OptimizationPoint is what so many callers saw of a setting; each asks again as soon as it is answered. */
export const OptimizationPoint = RunSetting.extend({
  callers: z.number().int(),
  requests: z.number().int(),
  failed: z.number().int(),
  requestsPerSecond: z.number(),
  rowsPerSecond: z.number(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
export type OptimizationPoint = z.infer<typeof OptimizationPoint>;

/** NewOptimization asks how a version runs best on the worker's machine. Without a dataset its rows are made up from the signature. */
export const NewOptimization = z
  .strictObject({
    model: ModelName,
    version: VersionNumber,
    dataset: LabelName.optional(),
    datasetVersion: VersionNumber.optional(),
    rowsPerRequest: z.number().int().min(1).max(1_000).default(1),
    maxSeconds: z.number().int().min(5).max(1_800).default(120).describe('for all settings together'),
  })
  .refine(({ dataset, datasetVersion }) => dataset !== undefined || datasetVersion === undefined, {
    path: ['dataset'],
    message: 'name the dataset of that version',
  });
export type NewOptimization = z.infer<typeof NewOptimization>;

/** OptimizationInputs are the rows that were predicted: of a dataset version, or made up from the signature (`dataset` is null). */
export const OptimizationInputs = z.object({
  dataset: z.string().nullable(),
  datasetVersion: z.number().int().nullable(),
  rowsPerRequest: z.number().int(),
});

/** OptimizationMachine is where it was measured, and how busy that was before. */
export const OptimizationMachine = z.object({
  processor: z.string(),
  cpus: z.number().int(),
  loadAverage: z.number().describe('of the last minute, when the sweep began; the sweep gives way to all else'),
});
export type OptimizationMachine = z.infer<typeof OptimizationMachine>;

/** Optimization is a sweep over the ways to run a version: latency against throughput. */
export const Optimization = z.object({
  id: z.uuid(),
  model: z.string(),
  version: z.number().int(),
  inputs: OptimizationInputs,
  machine: OptimizationMachine.nullable().describe('null until a worker began'),
  jobId: z.uuid(),
  state: JobState,
  progress: z.number(),
  error: z.string().nullable(),
  isComplete: z.boolean().describe('false while it runs, and when its time was over before every setting was measured'),
  points: z.array(OptimizationPoint),
  createdBy: z.string(),
  createdAt: Timestamp,
});
export type Optimization = z.infer<typeof Optimization>;

/** OptimizationGoal is what is wanted: the most rows a second, with p95 at or below a limit where one is given; and where, since not every runtime can do everything. */
export const OptimizationGoal = z.strictObject({
  p95Ms: TargetP95Ms.optional(),
  endpoint: EndpointName.optional().describe('only settings that its runtime can do'),
});
export type OptimizationGoal = z.infer<typeof OptimizationGoal>;

/** SettingAdvice is the setting that fits a goal best, by what was measured; null when none does. */
export const SettingAdvice = z.object({ point: OptimizationPoint.nullable(), why: z.string() });
export type SettingAdvice = z.infer<typeof SettingAdvice>;
