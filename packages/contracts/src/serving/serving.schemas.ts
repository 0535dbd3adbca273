import { z } from 'zod';
import { Description, EndpointName, ModelName, Timestamp, VersionNumber } from '../kernel/names.js';
import { VersionSchema } from '../registry/registry.schemas.js';
import {
  ContainerSpec,
  ContainerState,
  PricePerReplicaHour,
  ReplicaChoice,
  Runtime,
  VariantRuntime,
  WorkloadState,
} from './containers.schemas.js';

/** VariantRole is what a variant is to its endpoint. */
export const VariantRole = z.enum(['stable', 'candidate', 'shadow']);
export type VariantRole = z.infer<typeof VariantRole>;

/** VariantState is how a gateway sees a variant; one that was put away for lack of memory is loaded again by its next request. */
export const VariantState = z.enum(['starting', 'ready', 'put_away', 'failed']);
export type VariantState = z.infer<typeof VariantState>;

/** Variant is one version serving behind an endpoint; weights are basis points that sum to 10,000. */
export const Variant = z.object({
  role: VariantRole,
  model: z.string(),
  version: z.number().int(),
  versionId: z.uuid(),
  weightBp: z.number().int().min(0).max(10_000),
  runtime: VariantRuntime,
  state: VariantState,
  detail: z.string().nullable(),
});
export type Variant = z.infer<typeof Variant>;

/** TrafficLimits are what one gateway lets through to an endpoint; null is no limit. */
export const TrafficLimits = z.strictObject({
  requestsPerSecond: z.number().min(0.01).max(1_000_000).nullable().default(null),
  tokenRequestsPerSecond: z.number().min(0.01).max(1_000_000).nullable().default(null),
  tokenRequestsPerDay: z.number().int().min(1).max(1_000_000_000).nullable().default(null).describe('by UTC day'),
  concurrency: z.number().int().min(1).max(10_000).nullable().default(null).describe('runs at the same time'),
  queue: z.number().int().min(0).max(10_000).default(0).describe('requests that may wait for a run'),
});
export type TrafficLimits = z.infer<typeof TrafficLimits>;

/** CacheSeconds is how long an answer may be given again to the same inputs by the same version; null is never. */
export const CacheSeconds = z.number().int().min(1).max(86_400).nullable();

/** BatchRows is how many rows of requests that arrive together may share one run of the model; null is never. Joined runs may differ from single ones in the last digit. */
export const BatchRows = z.number().int().min(2).max(4_096).nullable();

/** BatchDelayMs is how long a request waits for a model that is busy, so that others can join it; an idle model never waits. */
export const BatchDelayMs = z.number().int().min(0).max(1_000);

/** LogRowsPerSecond is how many rows a second the prediction log keeps on average over five minutes; what is more is drawn by lot, and null is no limit. */
export const LogRowsPerSecond = z.number().int().min(1).max(100_000).nullable();

/**
 * Redaction is how the prediction log keeps a feature that it must not keep as it is; `*` is every feature without a rule of its own. A removed value is not
 * written down; of a digested one a keyed digest is, by which equal values are told to be equal.
 */
export const Redaction = z.strictObject({
  feature: z.string().min(1).max(256),
  by: z.enum(['removal', 'digest']).default('removal'),
});
export type Redaction = z.infer<typeof Redaction>;

/** Redactions are the rules of an endpoint, one a feature. */
export const Redactions = z
  .array(Redaction)
  .max(500)
  .refine((rules) => new Set(rules.map(({ feature }) => feature)).size === rules.length, 'one rule a feature');

/** EndpointStatus is one word for the health of an endpoint. */
export const EndpointStatus = z.enum(['starting', 'serving', 'degraded', 'down', 'stopped']);
export type EndpointStatus = z.infer<typeof EndpointStatus>;

/** ServingEndpoint is a stable address that takes predictions. */
export const ServingEndpoint = z.object({
  name: z.string(),
  description: z.string(),
  runtime: Runtime,
  container: ContainerSpec.nullable().describe('how its containers run; null for embedded'),
  replicaChoice: ReplicaChoice,
  pricePerReplicaHour: z.number().nullable(),
  auth: z.enum(['token', 'public']),
  sampleRate: z.number(),
  logRowsPerSecond: LogRowsPerSecond,
  redactions: z.array(Redaction).describe('features that the prediction log does not keep as they are'),
  limits: TrafficLimits,
  cacheSeconds: CacheSeconds,
  batchRows: BatchRows,
  batchDelayMs: BatchDelayMs,
  status: EndpointStatus,
  configNumber: z.number().int(),
  seenConfigNumber: z.number().int().nullable().describe('the oldest config that a live gateway still runs'),
  variants: z.array(Variant),
  schema: VersionSchema,
  activeRolloutId: z.uuid().nullable(),
  lastChange: z
    .object({ at: Timestamp, by: z.string(), why: z.string() })
    .describe('when what serves, or its weights, changed last, and who or what did that'),
  predictUrl: z.string(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type ServingEndpoint = z.infer<typeof ServingEndpoint>;

/** NewServingEndpoint deploys a version (or an alias' version) behind a new address. */
export const NewServingEndpoint = z.strictObject({
  name: EndpointName,
  model: ModelName,
  version: VersionNumber.optional(),
  alias: z.string().max(200).optional(),
  description: Description.default(''),
  runtime: Runtime.default('embedded'),
  container: ContainerSpec.optional().describe('for the runtime docker; its defaults when left out'),
  replicaChoice: ReplicaChoice.default('least_outstanding'),
  pricePerReplicaHour: PricePerReplicaHour.default(null),
  auth: z
    .enum(['token', 'public'])
    .default('token')
    .describe('public: everybody may predict; only an admin may say so'),
  sampleRate: z.number().min(0).max(1).default(1),
  logRowsPerSecond: LogRowsPerSecond.default(200),
  redactions: Redactions.default([]).describe('features that the prediction log does not keep as they are'),
  limits: TrafficLimits.optional(),
  cacheSeconds: CacheSeconds.default(null),
  batchRows: BatchRows.default(null),
  batchDelayMs: BatchDelayMs.default(0),
});
export type NewServingEndpoint = z.infer<typeof NewServingEndpoint>;

/** EndpointCheck is one thing that an endpoint needs; `unknown` is what only the start tells. */
export const EndpointCheck = z.object({
  name: z.enum(['name', 'signature', 'policy', 'settings', 'memory', 'runtime', 'gpus', 'address']),
  state: z.enum(['passed', 'failed', 'unknown']),
  why: z.string().describe('what was found, and what to do where it failed'),
});
export type EndpointCheck = z.infer<typeof EndpointCheck>;

/** EndpointCheckup is whether an endpoint could be made. */
export const EndpointCheckup = z.object({
  ready: z.boolean().describe('nothing has failed'),
  checks: z.array(EndpointCheck),
});
export type EndpointCheckup = z.infer<typeof EndpointCheckup>;

/** TrafficPoint is one bucket of an endpoint's traffic for one variant; latencies in milliseconds, null without requests. */
export const TrafficPoint = z.object({
  at: Timestamp,
  role: VariantRole,
  version: z.number().int(),
  requests: z.number().int(),
  rows: z.number().int(),
  errors: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
export type TrafficPoint = z.infer<typeof TrafficPoint>;

const TrafficTotals = z.object({
  requests: z.number().int(),
  rows: z.number().int(),
  errors: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  requestsPerSecond: z.number(),
});

/** EndpointTotals are the sums of one endpoint over a span, as its callers saw it. */
export const EndpointTotals = TrafficTotals.extend({ endpoint: z.string() });
export type EndpointTotals = z.infer<typeof EndpointTotals>;

/** EndpointStats are live numbers by arrival time. */
export const EndpointStats = z.object({
  from: Timestamp,
  to: Timestamp,
  bucketSeconds: z.number().int(),
  points: z.array(TrafficPoint),
  totals: TrafficTotals.describe('of callers: shadows are not in them'),
  errorsByCode: z.record(z.string(), z.number().int()),
});
export type EndpointStats = z.infer<typeof EndpointStats>;

/** LoggedPrediction is one row of the prediction log. */
export const LoggedPrediction = z.object({
  predictionId: z.string(),
  receivedAt: Timestamp,
  at: Timestamp.nullable(),
  role: VariantRole,
  version: z.number().int(),
  configNumber: z.number().int(),
  status: z.number().int(),
  latencyMs: z.number(),
  key: z.string().nullable(),
  inputs: z.record(z.string(), z.unknown()).nullable(),
  output: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
  actual: z.union([z.string(), z.number()]).nullable(),
  outliers: z
    .array(z.string())
    .describe(
      'features, or `prediction`, with a value that the baseline never showed: out of its range, or a new category',
    ),
});
export type LoggedPrediction = z.infer<typeof LoggedPrediction>;

/** Replica is one running server of a variant. */
export const Replica = z.object({
  gateway: z.string(),
  role: VariantRole,
  model: z.string(),
  version: z.number().int(),
  state: VariantState,
  where: z.string(),
  outstanding: z.number().int(),
  restarts: z.number().int(),
  memoryBytes: z.number().nullable().describe('what a gateway measured of a version that it runs itself'),
  detail: z.string().nullable(),
  seenAt: Timestamp,
});
export type Replica = z.infer<typeof Replica>;

/** ReplicaLog is the newest that one replica printed, and how it is; `why` says why there are no lines where there can be none. */
export const ReplicaLog = z.object({
  runtime: VariantRuntime,
  id: z.string().describe('of the container, or the name of the workload or of the gateway that runs it'),
  role: VariantRole.nullable().describe('null when nothing is routed to its version any more'),
  model: z.string(),
  version: z.number().int(),
  state: z.union([ContainerState, WorkloadState, VariantState]),
  detail: z.string().nullable(),
  restarts: z.number().int().nullable().describe('null where every restart is a new replica'),
  lines: z.array(z.string()).describe('oldest first, as of the last look (15 s); the last 200 of a container are kept'),
  why: z.string().nullable(),
});
export type ReplicaLog = z.infer<typeof ReplicaLog>;

/** EndpointLogs are the logs of what serves an endpoint, side by side; `why` says why nothing is listed. */
export const EndpointLogs = z.object({ items: z.array(ReplicaLog), why: z.string().nullable() });
export type EndpointLogs = z.infer<typeof EndpointLogs>;

/** PredictRows is the plain-row request of the data plane and the playground. */
export const PredictRows = z.strictObject({
  rows: z.array(z.record(z.string(), z.unknown())).min(1).max(10_000),
  key: z.string().max(256).optional(),
  at: z
    .union([Timestamp, z.array(Timestamp)])
    .optional()
    .describe('event time of all rows, or one a row'),
});
export type PredictRows = z.infer<typeof PredictRows>;

/** PredictAnswer is the plain-row answer of the data plane. */
export const PredictAnswer = z.object({
  predictionId: z.string(),
  endpoint: z.string(),
  model: z.string(),
  version: z.number().int(),
  variant: VariantRole,
  predictions: z.array(z.record(z.string(), z.unknown())),
});
export type PredictAnswer = z.infer<typeof PredictAnswer>;

/** PlaygroundAnswer is a prediction that no analysis counts, or the data plane's refusal. */
export const PlaygroundAnswer = z.object({
  status: z.number().int(),
  latencyMs: z.number(),
  answer: PredictAnswer.nullable(),
  problem: z
    .object({ detail: z.string(), errors: z.array(z.object({ path: z.string(), message: z.string() })) })
    .nullable(),
});
export type PlaygroundAnswer = z.infer<typeof PlaygroundAnswer>;
