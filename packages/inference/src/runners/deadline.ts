import { InferenceError } from '../inference-error.js';

/** deadlineExceeded is the error of a caller who no longer waits. */
export function deadlineExceeded(timeoutMs: number): InferenceError {
  return new InferenceError('deadline_exceeded', 504, `the prediction took longer than ${timeoutMs} ms`);
}

/** startByOf is when a run must have started at the latest, on the clock of `performance`. */
export function startByOf(startWithinMs = Infinity): number {
  return performance.now() + startWithinMs;
}

/** tooLateToStart is the error of a caller whose time was over before a run. */
export function tooLateToStart(): InferenceError {
  return new InferenceError('too_late_to_start', 504, 'the time that the caller gave was over before the run');
}

/** runnerClosed is the error of a run that came after close. */
export function runnerClosed(): InferenceError {
  return new InferenceError('model_closed', 503, 'the model is being unloaded');
}
