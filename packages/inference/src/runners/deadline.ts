import { InferenceError } from '../inference-error.js';

/** deadlineExceeded is the error of a caller who no longer waits. */
export function deadlineExceeded(timeoutMs: number): InferenceError {
  return new InferenceError('deadline_exceeded', 504, `the prediction took longer than ${timeoutMs} ms`);
}

/** runnerClosed is the error of a run that came after close. */
export function runnerClosed(): InferenceError {
  return new InferenceError('model_closed', 503, 'the model is being unloaded');
}
