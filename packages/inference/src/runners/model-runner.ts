import type { Tensors } from '../tensors.js';

/** RunOptions are the limits of one run: which outputs to compute (all), how long the caller still waits (for ever), until when a run may start (whenever); and who is told how long it took. */
export interface RunOptions {
  readonly outputs?: readonly string[];
  /** Milliseconds from now; when they are over before the run starts it never does: `deadline_exceeded` (504). */
  readonly timeoutMs?: number;
  /** Milliseconds from now; a run that would start later never does: `too_late_to_start` (504). One that started in time ends. */
  readonly startWithinMs?: number;
  /** Told how long the model itself ran, in milliseconds, without any waiting; never called for a run that others shared. */
  readonly onRan?: (runMs: number) => void;
}

/**
 * ModelRunner runs one loaded model, wherever that happens. `inline` blocks the calling thread for each run, `child` does
 * not and survives a model that kills its process; `replicas` asks servers elsewhere.
 */
export interface ModelRunner {
  readonly kind: 'inline' | 'child' | 'replicas';
  /** Median duration of a warm run on one row; null when the model refused the typical inputs of the warm-up. */
  readonly measuredRunMs: number | null;
  run(feeds: Tensors, options?: RunOptions): Promise<Tensors>;
  /** close refuses new runs, lets the accepted ones end and frees the model. */
  close(): Promise<void>;
}

/** inlineBelowMs is the run time up to which blocking the event loop costs less than a process hop (about 0.1 ms). */
const inlineBelowMs = 0.5;

/** chooseRunnerKind says where a trusted model should run by its measured run; one that was never measured gets a child. */
export function chooseRunnerKind(measuredRunMs: number | null): 'inline' | 'child' {
  return measuredRunMs !== null && measuredRunMs < inlineBelowMs ? 'inline' : 'child';
}
