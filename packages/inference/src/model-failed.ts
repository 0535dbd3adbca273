import { InferenceError } from './inference-error.js';
import type { ChildFailed } from './throw-away-child.js';

/** modelFailed says in an InferenceError 422 how the process that read a model ended, and what it was `doing`. */
export function modelFailed({ how, message }: ChildFailed, doing: string): InferenceError {
  if (how === 'timeout' || how === 'out_of_memory')
    return new InferenceError(`model_${how}`, 422, `${doing} ${message}`);
  return new InferenceError('model_crashed', 422, `the process that loaded the model ${message}`);
}
