import type {
  ExternalTarget,
  FrozenBaseline,
  Redaction,
  ReplicaChoice,
  TrafficLimits,
  VariantRuntime,
  VariantRole,
  VersionSchema,
} from '@slipway/contracts';
import type { Profile } from '@slipway/stats';
import type { Assignment } from './assignment.js';

/** replicaProtocols are the protocols that a gateway speaks to containers. */
export const replicaProtocols = ['open-inference', 'tensorflow-serving', 'torchserve', 'openai'] as const;
export type ReplicaProtocol = (typeof replicaProtocols)[number];

/** RoutedReplica is one container that is ready to answer for a version. */
export interface RoutedReplica {
  id: string;
  versionId: string;
  /** host:port */
  address: string;
  protocol: ReplicaProtocol;
}

/** RoutedVariant is one version behind an endpoint, with all that a gateway needs to run it. */
export interface RoutedVariant {
  role: VariantRole;
  versionId: string;
  model: string;
  version: number;
  /** Share of traffic in basis points; all variants sum to 10,000. */
  weightBp: number;
  /** Where its piece of all draws begins in basis points; after the candidate before it when left out. */
  fromBp?: number;
  /** Share of requests in basis points of which a shadow gets a copy. */
  mirrorBp?: number;
  schema: VersionSchema;
  modelDigest: string;
  runMs: number | null;
  /** What its trial run added to a process; where that was not measured, the size of its file. */
  memoryBytes: number;
  runtime: VariantRuntime;
  /** True where its last container may end: a request then waits for the next one to start. */
  maySleep: boolean;
  /** What is asked where the runtime is external; null elsewhere. */
  target: ExternalTarget | null;
  /** Why no container of it comes up, after the third failure in ten minutes; null while there is hope. */
  failure: string | null;
}

/** RoutedBaseline is what live traffic is counted against. */
export interface RoutedBaseline {
  id: string;
  versionId: string;
  profiles: Record<string, Profile>;
}

/** BlastLimits stop a failing candidate without asking anybody: after so many failures beyond thetaHarm times stable's rate, or when all of the first ones fail. */
export interface BlastLimits {
  badRequestBudget: number;
  failFirst: number;
  thetaHarm: number;
}

/** SlowLimits are the frozen quantiles of the stable version's latency, by the guardrail that counts what is slower. */
export type SlowLimits = FrozenBaseline['slowMs'];

/** Route is one endpoint as a gateway serves it: its current config, its frozen schema and its baseline. */
export interface Route {
  endpointId: string;
  workspaceId: string;
  name: string;
  auth: 'token' | 'public';
  sampleRate: number;
  /** How many rows a second the log keeps; null is no limit. */
  logRowsPerSecond: number | null;
  /** Features that the log does not keep as they are, and the key of the digests that stand for some. */
  redactions: Redaction[];
  redactionKey: string;
  /** What a gateway lets through. */
  trafficLimits: TrafficLimits;
  /** How long a gateway may repeat an answer; null is never. */
  cacheSeconds: number | null;
  /** Rows of one run that requests may share, null is never; and how long one waits for a busy model. */
  batchRows: number | null;
  batchDelayMs: number;
  schema: VersionSchema;
  configNumber: number;
  salt: string;
  rolloutId: string | null;
  assignment: Assignment;
  /** What a gateway enforces by itself while a rollout is on; null without one. */
  limits: BlastLimits | null;
  /** From when on an answer is slow, by quantile of the stable version before the rollout; null while that is not known. */
  slowMs: SlowLimits | null;
  variants: RoutedVariant[];
  /** Ready containers of any version of this endpoint. */
  replicas: RoutedReplica[];
  replicaChoice: ReplicaChoice;
  baseline: RoutedBaseline | null;
}

/** ConfigVariant is a variant as an immutable config stores it. */
export interface ConfigVariant {
  role: VariantRole;
  versionId: string;
  model: string;
  version: number;
  weightBp: number;
  fromBp?: number;
  mirrorBp?: number;
}
