import { setPriority } from 'node:os';
import { toErrorMessage, type ErrorMessage } from '../inference-error.js';
import { BatchingRunner } from '../runners/batching-runner.js';
import { startChildRunner } from '../runners/child-runner.js';
import type { ModelRunner } from '../runners/model-runner.js';
import type { Tensors, TensorSpec } from '../tensors.js';
import { measurePoint, type MeasuredPoint } from './measure-point.js';

/** SweepSetting is one way to run a model: processes, threads of a run, and rows that may share a run (1: each alone). */
export interface SweepSetting {
  readonly replicas: number;
  readonly threads: number;
  readonly batchRows: number;
}

/** SweepPlan is what is to be measured: each setting at each number of callers. */
export interface SweepPlan {
  readonly path: string;
  readonly inputs: readonly TensorSpec[];
  readonly requests: readonly { readonly feeds: Tensors; readonly rows: number }[];
  readonly settings: readonly (SweepSetting & { readonly callers: readonly number[] })[];
  /** How long a request waits for a busy model so that others can join it. */
  readonly batchDelayMs: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** SweptPoint is a setting at a number of callers, and what they saw. */
export interface SweptPoint extends SweepSetting, MeasuredPoint {
  readonly callers: number;
}

/** SweepReply is the child's last message; each point before it is one `progress`. */
export type SweepReply = { readonly done: true } | { readonly error: ErrorMessage };

/** Below everything else on the machine: a sweep takes what the gateways leave. */
const lowPriority = 10;

async function sweep({ path, inputs, requests, settings, batchDelayMs, ...times }: SweepPlan): Promise<SweepReply> {
  for (const { callers, ...setting } of settings) {
    const { replicas, threads, batchRows } = setting;
    const started = await Promise.all(
      Array.from({ length: replicas }, () => startChildRunner(path, inputs, { intraOpThreads: threads })),
    );
    const runners = started.map((runner): ModelRunner =>
      batchRows === 1 ? runner : new BatchingRunner(runner, { maxRows: batchRows, maxDelayMs: batchDelayMs }),
    );
    for (const count of callers) {
      const seen = await measurePoint(runners, requests, { callers: count, ...times });
      process.send?.({ progress: { ...setting, callers: count, ...seen } satisfies SweptPoint });
    }
    await Promise.all(runners.map((runner) => runner.close()));
  }
  return { done: true };
}

process.once('message', (plan: SweepPlan) => {
  setPriority(lowPriority);
  void sweep(plan)
    .catch((error: unknown): SweepReply => ({ error: toErrorMessage(error) }))
    .then((reply) => process.send?.(reply, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(0));
