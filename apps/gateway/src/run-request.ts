import { canAnswer, ownShareOf, uuidv7, type Credential } from '@slipway/core';
import { InferenceError, type RunOptions, type Tensors } from '@slipway/inference';
import type { Admission } from './admission.js';
import { drawVariant, isBelow, keyBucket, pointOf } from './choose-variant.js';
import { asDataPlaneError, DataPlaneError, deadlineRefusal, LimitRefusal } from './data-plane-error.js';
import { isVisibleTo, requireCaller, requireScope } from './rights.js';
import { record, type Answer, type Recorder } from './record.js';
import type { ResponseCache } from './response-cache.js';
import type { RouteTable, ServedEndpoint, ServedVariant } from './route-table.js';
import type { LoggedValues, RowSource } from './row-source.js';
import { runAlone, runOnce } from './run-once.js';
import type { SharedCache } from './shared-cache.js';

const LIMIT_MS = 30_000;
const MOST_KEY = 256;
/** How many requests may wait for a version that is loaded again. */
const MOST_WAITING = 256;

/** DataPlane is what handling a request needs. */
export interface DataPlane {
  routes: Pick<RouteTable, 'find' | 'all' | 'isLoaded'>;
  recorder: Recorder;
  admission: Pick<Admission, 'admit' | 'run'>;
  cache: Pick<ResponseCache, 'get' | 'set' | 'once'>;
  sharedCache: Pick<SharedCache, 'get' | 'set'> | null;
  now(): Date;
  random(): number;
}

/** PredictionRequest is a request of either protocol. */
export interface PredictionRequest {
  endpoint: string;
  credential: Credential | null;
  key: string | null;
  /** True for the API's own playground: such a request is counted nowhere. */
  isPlayground: boolean;
  wantedRole: string | null;
  wantedVersion: number | null;
  /** A request header by its lower-case name; over gRPC the metadata. */
  header: (name: string) => string | undefined;
  /** Tells whether a feature's value is a wanted one in every row; a body that cannot be read has no such rows. */
  everyRow: (feature: string, isWanted: (value: unknown) => boolean) => boolean;
  /** How long the caller waits, as sent; no run starts after that. */
  timeout: string | undefined;
  /** Acts once when the caller hangs up, or has got an answer. */
  whenGone: (act: () => void) => void;
  receivedAt: Date;
  bytes: number;
}

/** Prepared is a body understood against the chosen version's schema. */
export interface Prepared {
  feeds: Tensors;
  /** The outputs to compute; all of them when left out. */
  outputs?: readonly string[];
  rowCount: number;
  /** Rows as people know them, for log and cells; null when the model takes bare tensors. */
  rows: RowSource | null;
  at: readonly Date[] | null;
}

/** Reply is what a protocol makes of the outputs, with the predictions by row for the log; `fault` blames the version although it answered. */
export interface Reply<T> {
  reply: T;
  predictions: ((row: number) => LoggedValues) | null;
  fault?: string;
}

/** Predicted is a successful prediction in the caller's protocol. */
export interface Predicted<T> {
  predictionId: string;
  by: ServedVariant;
  reply: T;
  /** What the caller is told of limits and of the cache. */
  headers: Readonly<Record<string, string>>;
}

/** Protocol reads a body for a version and writes its answer; both may throw what the caller shall see. */
export interface Protocol<P extends Prepared, T> {
  prepare(by: ServedVariant): P;
  finish(outputs: Tensors, prepared: P, by: ServedVariant): Reply<T>;
}

/** requireEndpoint finds the endpoint and checks that the caller may predict with it. */
export function requireEndpoint(
  plane: DataPlane,
  name: string,
  credential: Credential | null,
  unknownText: (name: string) => string,
): ServedEndpoint {
  const served = plane.routes.find(name);
  if (served?.route.auth === 'public') return served;
  const caller = requireCaller(credential);
  if (served === undefined || !isVisibleTo(caller, served.route)) throw unknownEndpoint(plane, unknownText(name));
  requireScope(caller, 'predict');
  return served;
}

/** runRequest chooses the variant, runs its model and records what happened. */
export async function runRequest<P extends Prepared, T>(
  plane: DataPlane,
  request: PredictionRequest,
  served: ServedEndpoint,
  protocol: Protocol<P, T>,
): Promise<Predicted<T>> {
  const { key, receivedAt, bytes, isPlayground } = request;
  const deadlineMs = deadlineOf(request);
  const limits = isPlayground ? {} : await admit(plane, request, served);
  const bucket = key === null ? null : keyBucket(served.route.salt, checkedKey(key));
  const { by, isDrawn } = pickVariant(plane, request, served, bucket);
  const predictionId = uuidv7(receivedAt.getTime());
  const fromMs = performance.now();
  let prepared: P | null = null;
  let isCached = false;
  let runMs: number | null = null;
  let happened: Pick<Answer, 'predictions' | 'error' | 'fault'> = { predictions: null, error: null, fault: null };
  by.model.outstanding += 1;
  try {
    const input = (prepared = protocol.prepare(by));
    const limited = (): Promise<Tensors> =>
      plane.admission.run(served.route, { deadlineMs, whenGone: request.whenGone }, (leftMs) =>
        run(served, by, input, { startWithinMs: leftMs, onRan: (took) => (runMs = took) }),
      );
    const found = isPlayground ? await runAlone(limited) : await runOnce(plane, served, by, input, limited);
    isCached = found.isCached;
    const { reply, predictions, fault = null } = protocol.finish(found.outputs, input, by);
    happened = { predictions, error: null, fault };
    if (fault === null) found.keep();
    return { predictionId, by, reply, headers: { ...limits, ...found.headers } };
  } catch (thrown) {
    const error = asDataPlaneError(countRefusal(plane, served, asRefusal(thrown)));
    happened = { predictions: null, error, fault: isVersionsFault(error) ? error.code : null };
    throw error.code === 'internal' ? thrown : error;
  } finally {
    by.model.outstanding -= 1;
    if (!isPlayground && !(happened.error instanceof LimitRefusal)) {
      const { rowCount = 0, rows = null, at = null } = prepared ?? {};
      const latencyMs = performance.now() - fromMs;
      if (prepared !== null && by.variant.role === 'stable' && (happened.error === null || happened.fault !== null))
        plane.recorder.mirror.offer({
          served,
          predictionId,
          receivedAt,
          point: () => pointOf(bucket, plane.random),
          stable: () => ({
            predictions:
              happened.predictions && Array.from({ length: rowCount }, (_, row) => happened.predictions!(row)),
            latencyMs: isCached ? null : latencyMs,
          }),
          rowCount,
          feedsFor: (shadow) => protocol.prepare(shadow).feeds,
        });
      record(plane.recorder, {
        served,
        by,
        predictionId,
        receivedAt,
        latencyMs,
        runMs,
        isCached,
        key,
        bucket,
        isDrawn,
        rowCount,
        bytes,
        rows,
        at,
        ...happened,
      });
    }
  }
}

/** pickVariant draws a variant, unless the request names one or a rule of the config decides; what the candidate must not or cannot take goes to the stable one. */
function pickVariant(
  plane: DataPlane,
  request: PredictionRequest,
  served: ServedEndpoint,
  bucket: number | null,
): { by: ServedVariant; isDrawn: boolean } {
  const { route, variants } = served;
  if (request.wantedVersion !== null) return { by: requireVersion(served, request.wantedVersion), isDrawn: false };
  const stable = variants.find(({ variant }) => variant.role === 'stable');
  if (stable === undefined) throw new DataPlaneError(503, 'not_ready', `${route.name} has no version that can run.`);
  if (request.wantedRole !== null)
    return { by: variants.find(({ variant }) => variant.role === request.wantedRole) ?? stable, isDrawn: false };
  if (variants.length === 1) return { by: stable, isDrawn: true };
  const canTake = ({ model, variant }: ServedVariant): boolean =>
    canAnswer(model.state) && !plane.recorder.blast.isSpent(route, variant.versionId);
  const point = pointOf(bucket, plane.random);
  const [first, ...others] = variants.filter(({ variant }) => variant.role === 'candidate');
  const own = first && ownShareOf(route.assignment, first.variant.weightBp, request);
  if (first !== undefined && own != null) {
    const { candidateBp, version = first.variant.version } = own;
    const meant = [first, ...others].find(({ variant }) => variant.version === version);
    const isTaken = meant !== undefined && isBelow(point, candidateBp) && canTake(meant);
    return { by: isTaken ? meant : stable, isDrawn: false };
  }
  const weighed = variants.map((one) => {
    const { role, weightBp, fromBp } = one.variant;
    return { role, weightBp, fromBp, one };
  });
  const home = weighed.find(({ one }) => one === stable)!;
  const { chosen, isDrawn } = drawVariant(weighed, home, point, ({ one }) => canTake(one));
  return { by: chosen.one, isDrawn };
}

/** requireVersion finds the variant that a versioned address names; the text is the one that protocol clients look for. */
export function requireVersion({ route, variants }: ServedEndpoint, version: number): ServedVariant {
  const named = variants.find(({ variant }) => variant.version === version);
  if (named !== undefined) return named;
  throw new DataPlaneError(
    404,
    'not_found',
    `Request for unknown model: '${route.name}' version ${version} is not found`,
  );
}

/** A run that a runner did not start because the caller's time was over is refused like one that was too late before. */
const asRefusal = (thrown: unknown): unknown =>
  thrown instanceof InferenceError && thrown.code === 'too_late_to_start' ? deadlineRefusal() : thrown;

/** countRefusal counts what a limit turned away, and passes everything on as it was thrown. */
function countRefusal({ recorder }: DataPlane, { route }: ServedEndpoint, thrown: unknown): unknown {
  if (thrown instanceof LimitRefusal) recorder.metrics.refused(route.name, thrown.reason);
  return thrown;
}

async function admit(plane: DataPlane, { credential }: PredictionRequest, served: ServedEndpoint) {
  try {
    return await plane.admission.admit(served.route, credential);
  } catch (thrown) {
    throw countRefusal(plane, served, thrown);
  }
}

interface RunLimits extends Pick<RunOptions, 'onRan'> {
  startWithinMs: number;
}

function run(served: ServedEndpoint, by: ServedVariant, input: Prepared, options: RunLimits): Promise<Tensors> {
  const { model, variant } = by;
  if (model.state === 'put_away') return runWhenBack(served, by, input, options);
  if (model.state === 'starting') throw new DataPlaneError(503, 'not_ready', `v${variant.version} is loading.`);
  const runner = model.runnerFor(served.route);
  if (runner === null)
    throw new InferenceError('variant_failed', 503, `v${variant.version} does not run: ${model.detail}`);
  const { feeds, outputs } = input;
  return runner.run(feeds, { timeoutMs: LIMIT_MS, ...options, ...(outputs && { outputs }) });
}

/** What was put away is loaded first, for all who wait; the wait counts against the caller's time. */
async function runWhenBack(
  served: ServedEndpoint,
  by: ServedVariant,
  input: Prepared,
  { startWithinMs, ...options }: RunLimits,
): Promise<Tensors> {
  const { model, variant } = by;
  if (model.outstanding > MOST_WAITING)
    throw new LimitRefusal(503, 'overloaded', 'memory', `v${variant.version} is loading, and enough requests wait.`, {
      'retry-after': '1',
    });
  const fromMs = performance.now();
  await model.bringBack?.();
  return run(served, by, input, { ...options, startWithinMs: startWithinMs - (performance.now() - fromMs) });
}

/** Inputs were checked before the run, so a model that refuses them is at fault too, whatever status the caller gets. */
function isVersionsFault({ status, code }: DataPlaneError): boolean {
  return code !== 'not_ready' && (status >= 500 || code === 'model_run_failed');
}

function unknownEndpoint(plane: DataPlane, text: string): DataPlaneError {
  return plane.routes.isLoaded
    ? new DataPlaneError(404, 'not_found', text)
    : new DataPlaneError(503, 'not_ready', 'The endpoints are not known yet.');
}

function deadlineOf({ timeout, receivedAt }: PredictionRequest): number {
  if (timeout === undefined) return Infinity;
  const timeoutMs = /^[0-9]{1,9}$/.test(timeout) ? Number(timeout) : 0;
  if (timeoutMs > 0) return receivedAt.getTime() + timeoutMs;
  throw new DataPlaneError(400, 'invalid_request', 'x-slipway-timeout-ms is a whole number of milliseconds above 0.', [
    { path: 'x-slipway-timeout-ms', message: 'a whole number above 0' },
  ]);
}

function checkedKey(key: string): string {
  if (key.length <= MOST_KEY && !key.includes('\0') && key.isWellFormed()) return key;
  throw new DataPlaneError(400, 'invalid_request', 'A routing key is at most 256 characters of text.', [
    { path: 'key', message: 'too long, or not text' },
  ]);
}
