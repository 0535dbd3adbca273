import { fromErrorMessage } from './inference-error.js';
import { modelFailed } from './model-failed.js';
import type { OnnxOutline } from './onnx-outline.js';
import type { OutlineReply, OutlineRequest } from './outline-child.js';
import { askThrowAwayChild, ChildFailed } from './throw-away-child.js';

// From src (tests) and from dist alike this is the compiled entry: Node cannot follow .js imports to .ts files.
const entry = new URL('../dist/outline-child.js', import.meta.url);

/**
 * outlineModel reads the structure of an ONNX file in a throw-away child process; nothing is loaded or run. Throws InferenceError 422:
 * what readOnnxOutline refuses, `model_crashed`, `model_timeout`, `model_out_of_memory`.
 */
export async function outlineModel(path: string, { timeoutMs = 30_000, memoryMb = 4_096 } = {}): Promise<OnnxOutline> {
  const request: OutlineRequest = { path };
  try {
    const reply = await askThrowAwayChild<OutlineReply>(entry, request, { timeoutMs, memoryMb });
    if ('error' in reply) throw fromErrorMessage(reply.error);
    return reply.outline;
  } catch (error) {
    throw error instanceof ChildFailed ? modelFailed(error, 'reading the graph') : error;
  }
}
