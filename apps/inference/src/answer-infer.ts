import { decodeInferRequest, InferenceError } from '@slipway/inference';
import type { ModelReply, RequestedOutput, Tensors } from '@slipway/inference';
import type { ServerMetrics } from './metrics.js';
import type { ModelHost } from './model-host.js';
import type { ServedModel } from './served-model.js';

/** InferProtocol reads a request as the body that the REST protocol takes, and writes the answer in the caller's form. */
export interface InferProtocol<T> {
  read(): Promise<{ readonly body: Uint8Array; readonly headerBytes: number | null }>;
  write(reply: ModelReply, outputs: Tensors, requested: readonly RequestedOutput[]): T | Promise<T>;
}

/** answerInfer runs the model for one request of either protocol and counts it; throws InferenceError for everything that is refused. */
export async function answerInfer<T>(
  { metrics, name }: Pick<ModelHost, 'metrics' | 'name'>,
  model: ServedModel,
  { read, write }: InferProtocol<T>,
): Promise<T> {
  const startedMs = performance.now();
  metrics.started();
  try {
    const { body, headerBytes } = await read();
    const { id, feeds, outputs: requested } = decodeInferRequest(model, body, headerBytes);
    const outputs = await model.runner.run(feeds, { outputs: requested.map((output) => output.name) });
    const answer = await write({ ...name, id }, outputs, requested);
    metrics.succeeded(rowsOf(feeds), performance.now() - startedMs);
    return answer;
  } catch (error) {
    metrics.failed(reasonOf(error));
    throw error;
  }
}

function rowsOf(feeds: Tensors): number {
  return Object.values(feeds)[0]?.shape[0] ?? 1;
}

function reasonOf(error: unknown): Parameters<ServerMetrics['failed']>[0] {
  if (!(error instanceof InferenceError)) return 'OTHER';
  return error.status >= 500 ? 'BACKEND' : 'REJECTED';
}
