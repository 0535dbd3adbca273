import type { VariantState } from '@slipway/contracts';
import type { ModelRunner } from '@slipway/inference';
import type { JoinSettings } from './run-joiner.js';

/** VariantModel is one version as this gateway reaches it: loaded by itself, or in containers. */
export interface VariantModel {
  readonly state: VariantState;
  /** What it waits for, or why it failed. */
  readonly detail: string | null;
  readonly restarts: number;
  /** Requests that wait for an answer. */
  outstanding: number;
  /** When the model was given up; null while there is hope. */
  readonly failedAtMs: number | null;
  /** Resolves once the model is ready or failed. */
  readonly settled: Promise<void>;
  /** Runs the model the way an endpoint wants it; null while it is not ready. */
  runnerFor(settings: JoinSettings): ModelRunner | null;
  /** Loads a model that was put away; only what can be put away has it. */
  bringBack?(): Promise<void>;
  /** Bytes that it takes in this gateway, or in a process of it; left out where it runs elsewhere. */
  readonly memoryBytes?: number;
  /** How many processors it kept busy of late; left out where it runs elsewhere. */
  cpuCores?(): number | null;
  /** In words, where the model runs. */
  readonly where: string;
  /** Frees the model after the runs that it accepted. */
  close(): Promise<void>;
}
