import { fromErrorMessage } from '../inference-error.js';
import { modelFailed } from '../model-failed.js';
import { askThrowAwayChild, ChildFailed } from '../throw-away-child.js';
import type { SweepPlan, SweepReply, SweptPoint } from './sweep-child.js';

const entry = new URL('../../dist/sweep/sweep-child.js', import.meta.url);
const memoryMb = 1_024;

/** SweepLimits bound a sweep: `timeoutMs` of wall time for all of it; `signal` ends it early. */
export interface SweepLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Hears of each point as soon as it is measured. */
  readonly onPoint: (point: SweptPoint) => void;
}

/**
 * sweepModel measures a model under each setting in processes of its own, of low priority, none of which serves anybody. Returns false when the time
 * was over before all points were measured. Throws `model_not_loadable`, `model_crashed`, or ChildFailed `cancelled`.
 */
export async function sweepModel(plan: SweepPlan, { timeoutMs, signal, onPoint }: SweepLimits): Promise<boolean> {
  try {
    const reply = await askThrowAwayChild<SweepReply, { progress: SweptPoint }>(entry, plan, {
      timeoutMs,
      memoryMb,
      signal,
      onProgress: ({ progress }) => onPoint(progress),
    });
    if ('error' in reply) throw fromErrorMessage(reply.error);
    return true;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    if (error.how === 'timeout') return false;
    throw error.how === 'cancelled' ? error : modelFailed(error, 'measuring the model');
  }
}
