import type { ContainerSpec, Runtime } from '@slipway/contracts';
import type { ReplicaProtocol } from './route.js';

/** Deployment is how a version runs behind an endpoint. */
export type Deployment = { runtime: 'embedded' } | { runtime: 'docker'; container: ContainerSpec };

/** WantedReplicas is how one version behind one endpoint shall run: everything that a runtime needs to make it so. */
export interface WantedReplicas {
  workspaceId: string;
  endpointId: string;
  endpoint: string;
  versionId: string;
  model: string;
  version: number;
  /** sha256 of the model file. */
  modelDigest: string;
  container: ContainerSpec;
  /** Its share of the traffic in basis points; 0 for a shadow, missing in what was stored before it was known. */
  weightBp?: number;
}

/** Capacity is what a runtime has to give, and why not where it has nothing. */
export interface Capacity {
  runtime: Runtime;
  isReachable: boolean;
  /** In words: what it is, or what is wrong and what to do. */
  detail: string;
  cpus: number | null;
  memoryMb: number | null;
  givesGpus: boolean;
}

/** Reconciled is what one pass did. */
export interface Reconciled {
  started: number;
  ended: number;
}

/**
 * ServingRuntime runs versions somewhere. `reconcile` is one pass from wanted to seen, and never trusts the last one; what is seen is in
 * rows that the gateways read.
 */
export interface ServingRuntime {
  readonly kind: Runtime;
  reconcile(wanted: readonly WantedReplicas[], now: Date): Promise<Reconciled>;
  /** The end of what a replica printed; empty where a replica prints nothing of its own. */
  lastLog(replicaId: string): Promise<string>;
  capacity(): Promise<Capacity>;
}

/** ImageRecipe is how a container of an image is started and spoken to. */
export interface ImageRecipe {
  name: string;
  /** Name and tag, or digest, on the engine. */
  image: string;
  protocol: ReplicaProtocol;
  port: number;
  /** Where the container finds the model file; `{version}` is its number. */
  modelPath: string;
  command: readonly string[] | null;
  env: Readonly<Record<string, string>>;
}
