import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential } from '@slipway/core';
import {
  compressInferBody, decodeInferRequest, encodeInferResponse, inferHeaderName, InferenceError, modelMetadata, modelReadyBody, parseInferHeader, readInferBody, rowsFromOutputs,
  unknownModelText, type EncodedBody, type InferRequest, type Tensors, type VersionSchema,
} from '@slipway/inference';
import { header, sendJson, servedHeaders } from './http-exchange.js';
import { rowsFromFeeds } from './rows-from-feeds.js';
import { requireEndpoint, runRequest, type DataPlane, type PredictionRequest } from './run-request.js';

/** infer answers `POST /v2/models/{endpoint}[/versions/{v}]/infer` of the Open Inference Protocol, in JSON or binary. */
export async function infer(plane: DataPlane, asked: PredictionRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const served = requireEndpoint(plane, asked, unknownModelText);
  const body = await readInferBody(request, request.headers);
  const headerBytes = parseInferHeader(header(request, inferHeaderName), body.byteLength);
  const decodedFor = new Map<object, InferRequest>();
  const answer = await runRequest(
    plane,
    asked,
    served,
    (hosted) => {
      const schema = hosted.variant.schema as VersionSchema;
      const decoded = decodeInferRequest(schema, body, headerBytes);
      decodedFor.set(hosted, decoded);
      const rows = rowsFromFeeds(schema, decoded.feeds);
      const at = header(request, 'x-slipway-at');
      return {
        feeds: decoded.feeds,
        outputs: decoded.outputs.map(({ name }) => name),
        rowCount: rows?.length ?? Object.values(decoded.feeds)[0]?.shape[0] ?? 1,
        rows,
        at: at === undefined || rows === null ? null : rows.map(() => new Date(at)),
      };
    },
    (outputs, { rowCount }, hosted) => {
      const decoded = decodedFor.get(hosted)!;
      const reply = encodeInferResponse({ modelName: asked.endpoint, modelVersion: String(hosted.variant.version), id: decoded.id }, outputs, decoded.outputs);
      return { reply, predictions: predictionsOf(hosted.variant.schema as VersionSchema, outputs, rowCount) };
    },
  );
  const encoded: EncodedBody = await compressInferBody(answer.reply, header(request, 'accept-encoding'));
  response.writeHead(200, { ...encoded.headers, 'content-length': encoded.body.byteLength, ...servedHeaders(answer.predictionId, served, answer.hosted) }).end(encoded.body);
}

/** describeModel answers metadata and readiness of an endpoint. */
export function describeModel(plane: DataPlane, asked: PredictionRequest, wants: 'metadata' | 'ready', response: ServerResponse): void {
  const served = requireEndpoint(plane, asked, unknownModelText);
  const stable = served.hosted.find(({ variant }) => variant.role === 'stable');
  if (wants === 'metadata') return sendJson(response, 200, modelMetadata(asked.endpoint, served.hosted.map(({ variant }) => String(variant.version)), served.route.schema as VersionSchema));
  if (stable?.state !== 'ready') throw new InferenceError('not_ready', 503, `${asked.endpoint} is not ready`);
  return sendJson(response, 200, modelReadyBody(asked.endpoint));
}

/** repositoryIndex answers `POST /v2/repository/index`: every endpoint that the caller may see. */
export function repositoryIndex(plane: DataPlane, credential: Credential, response: ServerResponse): void {
  const visible = plane.routes.all().filter(({ route }) => credential.workspaceId === null || credential.workspaceId === route.workspaceId);
  sendJson(response, 200, visible.flatMap(({ route, hosted }) => hosted.map((one) => ({ name: route.name, version: String(one.variant.version), state: one.state === 'ready' ? 'READY' : 'UNAVAILABLE', reason: one.detail ?? '' }))));
}

/** A score that JSON rows cannot carry is still a good binary answer: then the log has no prediction by name. */
function predictionsOf(schema: VersionSchema, outputs: Tensors, rowCount: number): readonly Record<string, unknown>[] | null {
  try {
    return rowsFromOutputs(schema, outputs, rowCount);
  } catch {
    return null;
  }
}
