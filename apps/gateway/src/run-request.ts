import { uuidv7, watchedScore, type Credential, type LoggedRow } from '@slipway/core';
import { InferenceError, type Tensors } from '@slipway/inference';
import { keyBucket, chooseVariant, pointOf } from './choose-variant.js';
import type { Counters, CountedRow } from './counters.js';
import { asDataPlaneError, DataPlaneError } from './data-plane-error.js';
import type { EvidenceUnits } from './evidence-units.js';
import type { HostedVariant } from './hosted-variant.js';
import type { RouteTable, ServedEndpoint } from './route-table.js';

const LIMIT_MS = 30_000;
/** Errors that the version itself is to blame for; a caller's mistake is no evidence against it. */
const VERSION_ERRORS = new Set(['model_run_failed', 'non_finite_output', 'replica_crashed', 'deadline_exceeded', 'model_closed', 'variant_failed']);

/** DataPlane is what handling a request needs. */
export interface DataPlane {
  routes: RouteTable;
  counters: Counters;
  units: EvidenceUnits;
  now(): Date;
  random(): number;
}

/** PredictionRequest is a request of either protocol, before its body was understood. */
export interface PredictionRequest {
  endpoint: string;
  credential: Credential | null;
  key: string | null;
  isPlayground: boolean;
  wantedRole: string | null;
  wantedVersion: number | null;
}

/** Prepared is a body understood against the chosen version's schema. */
export interface Prepared {
  feeds: Tensors;
  outputs?: string[];
  rowCount: number;
  /** Rows as people know them, for log and cells; null when the caller sent bare tensors without columns. */
  rows: readonly Record<string, unknown>[] | null;
  at: readonly Date[] | null;
}

/** Answered is a successful prediction: the raw outputs and the rows made of them. */
export interface Answered<T> {
  predictionId: string;
  served: ServedEndpoint;
  hosted: HostedVariant;
  reply: T;
}

/** Reply is what a protocol makes of the outputs, with the predictions by row for the log. */
export interface Reply<T> {
  reply: T;
  predictions: readonly Record<string, unknown>[] | null;
}

/** requireEndpoint finds the endpoint and checks that the caller may predict with it. */
export function requireEndpoint(plane: DataPlane, request: PredictionRequest, unknownText: (name: string) => string): ServedEndpoint {
  const served = plane.routes.find(request.endpoint);
  const { credential } = request;
  const isPublic = served?.route.auth === 'public';
  if (!isPublic && credential === null) throw new DataPlaneError(401, 'unauthenticated', 'Send a token: Authorization: Bearer slw_...');
  const inWorkspace = credential === null || credential.workspaceId === null || credential.workspaceId === served?.route.workspaceId;
  if (served === undefined || !(isPublic || inWorkspace)) throw new DataPlaneError(404, 'not_found', unknownText(request.endpoint));
  if (!isPublic && !credential?.scopes.includes('predict')) throw new DataPlaneError(403, 'forbidden', 'The token lacks the scope predict.');
  return served;
}

/** runRequest chooses the variant, runs the model and counts what happened; `prepare` and `finish` speak the caller's protocol. */
export async function runRequest<T>(
  plane: DataPlane,
  request: PredictionRequest,
  served: ServedEndpoint,
  prepare: (hosted: HostedVariant) => Prepared,
  finish: (outputs: Tensors, prepared: Prepared, hosted: HostedVariant) => Reply<T>,
): Promise<Answered<T>> {
  const receivedAt = plane.now();
  const predictionId = uuidv7(receivedAt.getTime());
  const hosted = pick(plane, request, served);
  let prepared: Prepared | null = null;
  const from = performance.now();
  hosted.outstanding += 1;
  try {
    prepared = prepare(hosted);
    if (hosted.runner === null || hosted.state === 'failed') throw new InferenceError('variant_failed', 503, `v${hosted.variant.version} does not run: ${hosted.detail ?? 'it failed to load'}`);
    const outputs = await hosted.runner.run(prepared.feeds, { timeoutMs: LIMIT_MS, ...(prepared.outputs && { outputs: prepared.outputs }) });
    const { reply, predictions } = finish(outputs, prepared, hosted);
    if (!request.isPlayground) record(plane, request, { served, hosted, predictionId, receivedAt, latencyMs: performance.now() - from, prepared, predictions, error: null });
    return { predictionId, served, hosted, reply };
  } catch (error) {
    const failure = asDataPlaneError(error);
    if (!request.isPlayground) record(plane, request, { served, hosted, predictionId, receivedAt, latencyMs: performance.now() - from, prepared, predictions: null, error: failure });
    throw failure;
  } finally {
    hosted.outstanding -= 1;
  }
}

function pick(plane: DataPlane, request: PredictionRequest, served: ServedEndpoint): HostedVariant {
  const { route, hosted } = served;
  const byRole = (role: string) => hosted.find(({ variant }) => variant.role === role);
  if (request.wantedVersion !== null) {
    const pinned = hosted.find(({ variant }) => variant.version === request.wantedVersion);
    if (pinned === undefined) throw new DataPlaneError(404, 'not_found', `Request for unknown model: version ${request.wantedVersion} does not serve at ${route.name}`);
    return pinned;
  }
  const stable = byRole('stable');
  if (stable === undefined) throw new DataPlaneError(503, 'unavailable', 'The endpoint has no version that can run.');
  if (request.wantedRole !== null) return byRole(request.wantedRole) ?? stable;
  const overBudget = route.badRequestBudget !== null && served.badRequests >= route.badRequestBudget;
  const chosen = chooseVariant(hosted.map((one) => ({ role: one.variant.role, weightBp: one.variant.weightBp, one })), pointOf(route.salt, request.key, plane.random)).one;
  return overBudget ? stable : chosen;
}

interface Happened {
  served: ServedEndpoint;
  hosted: HostedVariant;
  predictionId: string;
  receivedAt: Date;
  latencyMs: number;
  prepared: Prepared | null;
  predictions: readonly Record<string, unknown>[] | null;
  error: DataPlaneError | null;
}

function record(plane: DataPlane, request: PredictionRequest, happened: Happened): void {
  const { served, hosted, receivedAt, latencyMs, prepared, predictions, error } = happened;
  const { route } = served;
  const { variant } = hosted;
  const isCallersMistake = error !== null && !VERSION_ERRORS.has(error.code);
  const isVersionsError = error !== null && !isCallersMistake;
  if (isVersionsError && variant.role === 'candidate') served.badRequests += 1;
  if (!isCallersMistake) {
    const scope = `${route.rolloutId ?? route.endpointId} ${variant.role}`;
    plane.counters.countRequest({
      route,
      versionId: variant.versionId,
      role: variant.role,
      receivedAt,
      latencyMs,
      errorCode: isVersionsError ? error.code : null,
      isNewUnit: plane.units.isNew(`${scope} unit`, route.salt, request.key),
      isNewErrorUnit: isVersionsError && plane.units.isNew(`${scope} error`, route.salt, request.key),
      rowCount: prepared?.rowCount ?? 0,
    });
  }
  if (error === null && prepared?.rows) plane.counters.countRows(route, prepared.rows.map((inputs, i): CountedRow => ({ at: prepared.at?.[i] ?? receivedAt, inputs, score: watchedScore(predictions?.[i]) })));
  plane.counters.log(logRows(request, happened));
}

function logRows(request: PredictionRequest, { served: { route }, hosted, predictionId, receivedAt, latencyMs, prepared, predictions, error }: Happened): LoggedRow[] {
  const rows = prepared?.rows ?? [null];
  const logged = rows.map((inputs, row): LoggedRow => ({
    requestId: predictionId,
    row,
    endpointId: route.endpointId,
    configNumber: route.configNumber,
    versionId: hosted.variant.versionId,
    role: hosted.variant.role,
    receivedAt,
    at: prepared?.at?.[row] ?? receivedAt,
    status: error?.status ?? 200,
    latencyMs,
    key: request.key,
    inSample: keyBucket('sample', `${predictionId}/${row}`) < route.sampleRate * 65_536,
    inputs,
    output: predictions?.[row] ?? null,
    error: error?.message.slice(0, 1_000) ?? null,
  }));
  return error === null ? logged.filter(({ inSample }) => inSample) : logged;
}
