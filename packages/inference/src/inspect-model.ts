import { fromErrorMessage } from './inference-error.js';
import type { InspectReply, Inspection, InspectRequest } from './inspect-child.js';
import { modelFailed } from './model-failed.js';
import { askThrowAwayChild, ChildFailed } from './throw-away-child.js';

/** InspectOptions bound the child: `timeoutMs` of wall time (60 s) and `memoryMb` of resident memory (2,048 MB). */
export interface InspectOptions {
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  /** A schema given with the request; it comes before the one in the file. */
  readonly declared?: unknown;
}

// From src (tests) and from dist alike this is the compiled entry: Node cannot follow .js imports to .ts files.
const entry = new URL('../dist/inspect-child.js', import.meta.url);

/**
 * inspectModel parses, loads and runs a model file in a throw-away child process, which may die without harm.
 * Throws InferenceError 422: what readOnnxFacts and schemaFromModel refuse, `model_not_loadable` (with the
 * runtime's text, also for operators it does not have), `model_crashed` (the child died), `model_timeout`, `model_out_of_memory`.
 */
export async function inspectModel(path: string, options: InspectOptions = {}): Promise<Inspection> {
  const { timeoutMs = 60_000, memoryMb = 2_048, declared } = options;
  const request: InspectRequest = { path, declared };
  try {
    const reply = await askThrowAwayChild<InspectReply>(entry, request, { timeoutMs, memoryMb });
    if ('error' in reply) throw fromErrorMessage(reply.error);
    return reply.inspection;
  } catch (error) {
    throw error instanceof ChildFailed ? modelFailed(error, 'inspecting the model') : error;
  }
}
