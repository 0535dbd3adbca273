import { canAnswer, type Credential } from '@slipway/core';
import {
  asksForReadyOnly,
  compressInferBody,
  decodeInferRequest,
  encodeInferResponse,
  inferBodyOf,
  inferHeaderName,
  inferMessageOf,
  InferenceError,
  modelMetadata,
  modelReadyBody,
  parseInferHeader,
  predictionReader,
  requireFinite,
  unknownModelText,
  type InferRequest,
  type InferRequestMessage,
  type InferResponseMessage,
  type ModelIndex,
  type ModelReply,
  type PredictionReader,
  type Tensors,
  type VersionSchema,
} from '@slipway/inference';
import { eventTimes } from './event-times.js';
import {
  goneOf,
  header,
  readBody,
  send,
  sendJson,
  servedHeaders,
  versionAsked,
  type Exchange,
} from './http-exchange.js';
import { isVisibleTo } from './rights.js';
import type { ServedEndpoint, ServedVariant } from './route-table.js';
import { everyRow, rowsOfFeeds } from './row-source.js';
import {
  requireEndpoint,
  requireVersion,
  runRequest,
  type DataPlane,
  type Predicted,
  type Prepared,
  type Reply,
} from './run-request.js';
import { variantFeeds } from './variant-feeds.js';

/** AskedModel is what the address of a protocol request names, and who asks. */
export interface AskedModel {
  endpoint: string;
  version: number | null;
  credential: Credential | null;
}

interface PreparedInfer extends Prepared {
  decoded: InferRequest;
}

/** infer answers `POST /v2/models/{endpoint}[/versions/{v}]/infer` of the Open Inference Protocol, in JSON or binary. */
export async function infer(plane: DataPlane, asked: AskedModel, exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const served = requireEndpoint(plane, asked.endpoint, asked.credential, unknownModelText);
  const body = await readBody(request);
  const sent: SentTensors = {
    body,
    headerBytes: parseInferHeader(header(request, inferHeaderName), body.byteLength),
    key: header(request, 'x-slipway-key') ?? null,
    at: header(request, 'x-slipway-at'),
    timeout: header(request, 'x-slipway-timeout-ms'),
    header: (name) => header(request, name),
    whenGone: goneOf(exchange),
  };
  const predicted = await run(plane, asked, served, sent, encodeInferResponse);
  const accepted = header(request, 'accept-encoding');
  const encoded = accepted === undefined ? predicted.reply : await compressInferBody(predicted.reply, accepted);
  send(exchange, 200, encoded.body, encoded.headers, servedHeaders(predicted, served));
}

/** SentBeside is what a caller may send beside its tensors: a routing key, when the event happened, how long it waits for a run. */
export interface SentBeside {
  key: string | null;
  at: string | undefined;
  timeout: string | undefined;
  /** A header by its lower-case name; over gRPC the metadata. */
  header: (name: string) => string | undefined;
  /** Acts once when the caller hangs up, or has got an answer. */
  whenGone: (act: () => void) => void;
}

/** inferMessage answers `ModelInfer` of the protocol's gRPC form. */
export async function inferMessage(
  plane: DataPlane,
  asked: AskedModel,
  message: InferRequestMessage,
  beside: SentBeside,
): Promise<Predicted<InferResponseMessage> & { served: ServedEndpoint }> {
  const served = requireEndpoint(plane, asked.endpoint, asked.credential, unknownModelText);
  const predicted = await run(plane, asked, served, { ...inferBodyOf(message), ...beside }, inferMessageOf);
  return { ...predicted, served };
}

interface SentTensors extends SentBeside {
  body: Uint8Array;
  headerBytes: number | null;
}

/** run predicts from a body of the REST protocol, which gRPC messages are turned into; `encode` writes the caller's form of the answer. */
function run<T>(
  plane: DataPlane,
  { endpoint, version, credential }: AskedModel,
  served: ServedEndpoint,
  { body, headerBytes, key, at: sentAt, timeout, header: headerOf, whenGone }: SentTensors,
  encode: (reply: ModelReply, outputs: Tensors, requested: InferRequest['outputs']) => T,
): Promise<Predicted<T>> {
  const receivedAt = plane.now();
  const prediction = {
    endpoint,
    credential,
    key,
    isPlayground: false,
    wantedRole: null,
    wantedVersion: version ?? versionAsked(headerOf('x-slipway-version')),
    header: headerOf,
    everyRow: (feature: string, isWanted: (value: unknown) => boolean) =>
      hasEverywhere(served, body, headerBytes, feature, isWanted),
    timeout,
    whenGone,
    receivedAt,
    bytes: body.byteLength,
  };
  return runRequest(plane, prediction, served, {
    prepare: (variant): PreparedInfer => {
      const decoded = decodeFor(served, variant, body, headerBytes);
      const rows = rowsOfFeeds(served.route.schema as VersionSchema, decoded.feeds);
      const rowCount = Object.values(decoded.feeds)[0]?.shape[0] ?? 1;
      return {
        decoded,
        feeds: variantFeeds(variant, decoded.feeds, rows, rowCount),
        outputs: decoded.outputs.map(({ name }) => name),
        rowCount,
        rows,
        at: eventTimes(sentAt, rowCount, receivedAt),
      };
    },
    finish: (outputs, { decoded, rowCount }, { variant }) => {
      const reply = { modelName: endpoint, modelVersion: String(variant.version), id: decoded.id };
      return {
        reply: encode(reply, outputs, decoded.outputs),
        ...predictionsOf(variant.schema as VersionSchema, outputs, rowCount),
      };
    },
  });
}

/** describeModel answers metadata and readiness of an endpoint, or of one of its versions. */
export function describeModel(
  plane: DataPlane,
  asked: AskedModel,
  wants: 'metadata' | 'ready',
  exchange: Exchange,
): void {
  const { isReady, metadata } = modelState(plane, asked);
  if (wants === 'metadata') return sendJson(exchange, 200, metadata);
  if (!isReady) throw new InferenceError('not_ready', 503, `${asked.endpoint} is not ready`);
  sendJson(exchange, 200, modelReadyBody(asked.endpoint));
}

/** modelState is the metadata of an endpoint and whether it, or the version that is asked for, can answer. */
export function modelState(plane: DataPlane, { endpoint, version, credential }: AskedModel) {
  const served = requireEndpoint(plane, endpoint, credential, unknownModelText);
  const named =
    version === null
      ? served.variants.find(({ variant }) => variant.role === 'stable')
      : requireVersion(served, version);
  const versions = served.variants.map(({ variant }) => String(variant.version));
  return {
    isReady: named !== undefined && canAnswer(named.model.state),
    metadata: modelMetadata(endpoint, versions, served.route.schema as VersionSchema),
  };
}

/** repositoryIndex answers `POST /v2/repository/index`: every endpoint that the caller may see; `{"ready": true}` asks for ready ones only. */
export async function repositoryIndex(plane: DataPlane, credential: Credential, exchange: Exchange): Promise<void> {
  const onlyReady = asksForReadyOnly(await readBody(exchange.request));
  sendJson(exchange, 200, visibleModels(plane, credential, onlyReady));
}

/** visibleModels are the versions behind every endpoint that the caller may see. */
export function visibleModels(plane: DataPlane, credential: Credential, onlyReady: boolean): ModelIndex[] {
  const visible = plane.routes.all().filter(({ route }) => isVisibleTo(credential, route));
  const items = visible.flatMap(({ route, variants }) =>
    variants.map(({ variant, model }): ModelIndex => ({
      name: route.name,
      version: String(variant.version),
      state: canAnswer(model.state) ? 'READY' : 'UNAVAILABLE',
      reason: model.detail ?? '',
    })),
  );
  return onlyReady ? items.filter(({ state }) => state === 'READY') : items;
}

/**
 * Inputs are the endpoint's frozen ones, outputs those of the version. An output that the endpoint promises and the version lacks is the
 * version's fault, not the caller's.
 */
function decodeFor(
  { route }: ServedEndpoint,
  { variant, takesFrozenTensors }: ServedVariant,
  body: Uint8Array,
  headerBytes: number | null,
): InferRequest {
  const frozen = route.schema as VersionSchema;
  const { tensorOutputs } = variant.schema as VersionSchema;
  try {
    return decodeInferRequest({ inputs: frozen.inputs, tensorOutputs }, body, headerBytes);
  } catch (error) {
    if (takesFrozenTensors && JSON.stringify(tensorOutputs) === JSON.stringify(frozen.tensorOutputs)) throw error;
    decodeInferRequest(frozen, body, headerBytes);
    throw new InferenceError('output_missing', 500, `v${variant.version} lacks an output that the endpoint promises`);
  }
}

/** Whoever routes by features has the tensors read once more: only the chosen version says what is wrong with a body. */
function hasEverywhere(
  { route }: ServedEndpoint,
  body: Uint8Array,
  headerBytes: number | null,
  feature: string,
  isWanted: (value: unknown) => boolean,
): boolean {
  const schema = route.schema as VersionSchema;
  try {
    const { feeds } = decodeInferRequest(schema, body, headerBytes);
    const rows = rowsOfFeeds(schema, feeds);
    return rows !== null && everyRow(rows, Object.values(feeds)[0]?.shape[0] ?? 1, feature, isWanted);
  } catch {
    return false;
  }
}

/** A binary answer may hold NaN: the caller gets it as it is, and it counts as the version's error all the same. */
function predictionsOf(
  schema: VersionSchema,
  outputs: Tensors,
  rowCount: number,
): Pick<Reply<unknown>, 'predictions' | 'fault'> {
  try {
    const predictions = lateReader(schema, outputs, rowCount);
    requireFinite(schema, outputs, rowCount);
    return { predictions };
  } catch (error) {
    const isBroken = error instanceof InferenceError && error.code === 'non_finite_output';
    return { predictions: null, ...(isBroken && { fault: error.code }) };
  }
}

/** Few answers are logged or looked at by a rollout or a monitor: the reader of outputs that have their rows is made for those. */
function lateReader(schema: VersionSchema, outputs: Tensors, rowCount: number): PredictionReader {
  const haveRows = rowCount <= 1 || Object.values(outputs).every(({ shape }) => shape[0] === rowCount);
  if (!haveRows) return predictionReader(schema, outputs, rowCount);
  let reader: PredictionReader | null = null;
  return (row) => (reader ??= predictionReader(schema, outputs, rowCount))(row);
}
