import type { IncomingMessage } from 'node:http';
import {
  compressInferBody,
  decodeInferRequest,
  encodeInferResponse,
  InferenceError,
  inferHeaderName,
  parseInferHeader,
  readInferBody,
} from '@slipway/inference';
import type { EncodedBody, Tensors } from '@slipway/inference';
import type { ServerMetrics } from './metrics.js';
import type { ServedModel } from './served-model.js';

/** answerInfer answers POST /v2/models/{m}/infer and counts it; throws InferenceError for everything that is refused. */
export async function answerInfer(
  request: IncomingMessage,
  model: ServedModel,
  name: { readonly modelName: string; readonly modelVersion: string },
  metrics: ServerMetrics,
): Promise<EncodedBody> {
  const startedMs = performance.now();
  metrics.started();
  try {
    const body = await readInferBody(request, request.headers);
    const decoded = decodeInferRequest(model, body, parseInferHeader(headerText(request), body.byteLength));
    const outputNames = decoded.outputs.map(({ name: output }) => output);
    let computeMs = 0;
    const outputs = await model.runner.run(decoded.feeds, {
      outputs: outputNames,
      onRan: (took) => (computeMs = took),
    });
    const encoded = encodeInferResponse({ ...name, id: decoded.id }, outputs, decoded.outputs);
    const answer = await compressInferBody(encoded, request.headers['accept-encoding']);
    metrics.succeeded(rowsOf(decoded.feeds), performance.now() - startedMs, computeMs);
    return answer;
  } catch (error) {
    metrics.failed(reasonOf(error));
    throw error;
  }
}

function headerText(request: IncomingMessage): string | undefined {
  const value = request.headers[inferHeaderName];
  return Array.isArray(value) ? value.join(',') : value;
}

function rowsOf(feeds: Tensors): number {
  return Object.values(feeds)[0]?.shape[0] ?? 1;
}

function reasonOf(error: unknown) {
  if (!(error instanceof InferenceError)) return 'OTHER';
  return error.status >= 500 ? 'BACKEND' : 'REJECTED';
}
