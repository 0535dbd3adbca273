import { z } from 'zod';
import { LabelName, Timestamp } from '../kernel/names.js';

/**
 * Runtime is how an endpoint runs its models: in the gateway and its child processes, as containers of one Docker Engine, as services of a Docker swarm, or
 * in a Kubernetes cluster.
 */
export const Runtime = z.enum(['embedded', 'docker', 'swarm', 'kubernetes']);
export type Runtime = z.infer<typeof Runtime>;

/** VariantRuntime is where a variant answers; `external` is an endpoint of others, whatever its endpoint says. */
export const VariantRuntime = z.enum([...Runtime.options, 'external']);
export type VariantRuntime = z.infer<typeof VariantRuntime>;

/** ReplicaChoice is which container of a version answers next: the one with the fewest open requests, each in turn, or by measured speed. */
export const ReplicaChoice = z.enum(['least_outstanding', 'round_robin', 'weighted']);
export type ReplicaChoice = z.infer<typeof ReplicaChoice>;

/** PricePerReplicaHour is what an hour of one replica costs, in any currency; null: not known. */
export const PricePerReplicaHour = z.number().min(0).max(1_000_000).nullable();

/** PodAutoscaler is a HorizontalPodAutoscaler of Kubernetes between `replicas` and its own maximum. */
export const PodAutoscaler = z.strictObject({
  maxReplicas: z.number().int().min(2).max(64),
  targetCpuPercent: z.number().int().min(10).max(100).default(70).describe('of the CPUs asked for'),
});
export type PodAutoscaler = z.infer<typeof PodAutoscaler>;

/**
 * Autoscale lets Slipway set the replicas by load. A minimum of 0 ends the last one when nothing came for a whole inCooldown; requests that
 * come then wait for the first to start.
 */
export const Autoscale = z.strictObject({
  minReplicas: z.number().int().min(0).max(64).default(1),
  maxReplicas: z.number().int().min(1).max(64),
  targetConcurrency: z.number().min(0.1).max(1_000).default(4).describe('open requests of each replica'),
  targetP95Ms: z
    .number()
    .min(1)
    .max(600_000)
    .nullable()
    .default(null)
    .describe('one more replica while answers are slower'),
  outCooldownSeconds: z.number().int().min(1).max(3_600).default(10),
  inCooldownSeconds: z.number().int().min(5).max(86_400).default(120),
});
export type Autoscale = z.infer<typeof Autoscale>;

/** ContainerSpec is how the containers of a version run. Environment, secrets and command belong to the operator's list of images. */
export const ContainerSpec = z.strictObject({
  image: LabelName.default('onnx').describe(
    "onnx is Slipway's own model server; others by their names in the operator's list",
  ),
  replicas: z.number().int().min(1).max(64).default(1),
  memoryMb: z.number().int().min(64).max(1_048_576).default(512),
  cpus: z.number().min(0.1).max(256).default(1),
  gpus: z.number().int().min(0).max(16).default(0).describe('GPUs of each replica'),
  gpuMemoryMb: z
    .number()
    .int()
    .min(1)
    .max(1_048_576)
    .nullable()
    .default(null)
    .describe('a share of each GPU; null takes it whole; not for swarms and Kubernetes, which give whole ones'),
  podAutoscaler: PodAutoscaler.nullable().default(null).describe('for Kubernetes only'),
  autoscale: Autoscale.nullable().default(null).describe('replicas then are only where it begins'),
});
export type ContainerSpec = z.infer<typeof ContainerSpec>;

/** VersionRuntime is how one version runs behind an endpoint, whatever the endpoint's others do. */
export const VersionRuntime = z.strictObject({ runtime: Runtime, container: ContainerSpec.optional() });
export type VersionRuntime = z.infer<typeof VersionRuntime>;

/** ContainerState is where a container is in its life. */
export const ContainerState = z.enum(['starting', 'ready', 'unready', 'draining', 'ended']);
export type ContainerState = z.infer<typeof ContainerState>;

/** ContainerReplica is one container of a version behind an endpoint, running or ended. */
export const ContainerReplica = z.object({
  id: z.uuid(),
  endpoint: z.string(),
  model: z.string(),
  version: z.number().int(),
  image: z.string(),
  state: ContainerState,
  detail: z.string().nullable().describe('what it waits for, or why it ended'),
  address: z.string().nullable(),
  memoryMb: z.number().int().nullable(),
  memoryLimitMb: z.number().int(),
  cpus: z.number(),
  gpus: z.array(z.string()),
  exitCode: z.number().int().nullable(),
  createdAt: Timestamp,
  readyAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
});
export type ContainerReplica = z.infer<typeof ContainerReplica>;

/** WorkloadState is where a version's pods are: being made, answering, refused by the cluster, or on their way out. */
export const WorkloadState = z.enum(['starting', 'ready', 'failed', 'draining']);

/** Workload is one version behind an endpoint as a Kubernetes cluster or a Docker swarm runs it. */
export const Workload = z.object({
  runtime: z.enum(['kubernetes', 'swarm']),
  model: z.string(),
  version: z.number().int(),
  namespace: z.string().describe('in a swarm: its network'),
  name: z
    .string()
    .describe('of its Deployment, its Service and its HorizontalPodAutoscaler, or of its service of the swarm'),
  state: WorkloadState,
  detail: z.string().nullable().describe('what it waits for, or what the cluster refuses and what to do'),
  wantedReplicas: z.number().int(),
  readyReplicas: z.number().int(),
  address: z.string().describe('in a swarm: those of its tasks'),
  seenAt: Timestamp.nullable(),
});
export type Workload = z.infer<typeof Workload>;

/** Manifests are what Slipway would apply for an endpoint, for people who apply it themselves. */
export const Manifests = z.object({ namespace: z.string(), yaml: z.string() });
export type Manifests = z.infer<typeof Manifests>;

/** ScalePoint is how many replicas of a version there shall be, how many requests were open, and how slow answers were. */
export const ScalePoint = z.object({
  at: Timestamp,
  replicas: z.number().int(),
  open: z.number(),
  p95Ms: z.number().nullable().default(null).describe('of the last 30 s; null without an answer'),
});
export type ScalePoint = z.infer<typeof ScalePoint>;

/** ScaledVersion is a version whose replicas follow its load. */
export const ScaledVersion = z.object({
  model: z.string(),
  version: z.number().int(),
  replicas: z.number().int(),
  why: z.string().nullable().describe('of the last change'),
  points: z.array(ScalePoint).describe('the last hour'),
});
export type ScaledVersion = z.infer<typeof ScaledVersion>;

/** VersionCost is what a version behind an endpoint cost in a window, by the endpoint's price of a replica-hour. */
export const VersionCost = z.object({
  model: z.string(),
  version: z.number().int(),
  replicaHours: z.number().describe('of its containers; embedded: from its first to its last request, once a gateway'),
  predictions: z.number().int(),
  cost: z.number().nullable().describe('null without a price'),
  costPer1000: z.number().nullable().describe('per 1,000 predictions; null without a price or without predictions'),
});
export type VersionCost = z.infer<typeof VersionCost>;

/** PlannedLoad is what requests meet at so many times the traffic; times are null where replicas cannot keep up. */
export const PlannedLoad = z.object({
  times: z.number(),
  requestsPerSecond: z.number(),
  utilisation: z.number().describe('share of the replicas that is used; at 1 and above requests queue for ever'),
  meanWaitMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
  neededReplicas: z
    .number()
    .int()
    .nullable()
    .describe('the fewest that keep p95 at the limit; null when 64 are too few'),
});
export type PlannedLoad = z.infer<typeof PlannedLoad>;

/** CapacityPlan is an M/M/c queue of what was measured: what happens when traffic grows, and how many replicas it then takes. */
export const CapacityPlan = z.object({
  replicas: z.number().int().describe('that answer now, each one request at a time'),
  targetP95Ms: z.number(),
  requests: z.number().int().describe('measured'),
  serviceMeanMs: z.number().describe('that a request takes a replica, without waiting'),
  loads: z.array(PlannedLoad),
  asked: PlannedLoad.nullable().describe('at the rate that the caller asked for'),
});
export type CapacityPlan = z.infer<typeof CapacityPlan>;

/** EngineCapacity is what Docker Engine said last to a worker. */
export const EngineCapacity = z.object({
  isReachable: z.boolean(),
  detail: z.string().describe('what it is, or what is wrong and what to do'),
  cpus: z.number().nullable(),
  memoryMb: z.number().int().nullable(),
  givesGpus: z.boolean(),
  takenMb: z.number().int().describe('memory that the containers of all endpoints may take together'),
});
export type EngineCapacity = z.infer<typeof EngineCapacity>;

/** EndpointCapacity is how much of what an endpoint has, and what it costs. */
export const EndpointCapacity = z.object({
  minutes: z.number().int(),
  pricePerReplicaHour: z.number().nullable(),
  costs: z.array(VersionCost),
  engine: EngineCapacity.nullable().describe('null where no container was ever wanted'),
});
export type EndpointCapacity = z.infer<typeof EndpointCapacity>;
