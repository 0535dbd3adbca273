import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorText, type Credential, type Log } from '@slipway/core';
import { errorBody, serverLiveBody, serverMetadata, serverReadyBody } from '@slipway/inference';
import type { Authenticator } from './authenticate.js';
import { asDataPlaneError, DataPlaneError } from './data-plane-error.js';
import type { GatewayMetrics } from './gateway-metrics.js';
import { header, send, sendJson, sendProblem, type Exchange } from './http-exchange.js';
import { describeModel, infer, repositoryIndex } from './open-inference.js';
import { predictRows } from './predict-rows.js';
import { controlRepository } from './repository-control.js';
import { requireScope } from './rights.js';
import type { DataPlane } from './run-request.js';

/** GatewayDeps are what the server answers with. */
export interface GatewayDeps {
  plane: DataPlane;
  authenticator: Authenticator;
  metrics: GatewayMetrics;
  log: Log;
  isDraining(): boolean;
}

/** gatewayVersion is the version of this gateway, as server metadata says it. */
export const { version: gatewayVersion } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };
const MOST_REST_MS = 5_000;
const POST = ['POST'];
const READS = ['GET', 'HEAD'];
const ROWS = '/v1/endpoints/';
const PREDICT = /^\/v1\/endpoints\/([a-z0-9-]{1,63})\/predict$/;
const MODEL = /^\/v2\/models\/([^/]{1,256})(?:\/versions\/([0-9]{1,9}))?(\/ready|\/infer)?$/;
const CONTROL = /^\/v2\/repository\/models\/([^/]{1,256})\/(load|unload)$/;
const REQUEST_ID = /^[\w.-]{1,100}$/;

/** createGateway makes the data plane's HTTP server: plain rows on /v1, the Open Inference Protocol on /v2. */
export function createGateway(deps: GatewayDeps): Server {
  return createServer(
    { keepAliveTimeout: 65_000, requestTimeout: 60_000 },
    (request, response) => void answer(deps, request, response),
  );
}

async function answer(deps: GatewayDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const fromMs = performance.now();
  const path = pathOf(request.url ?? '/');
  const exchange = { request, response, requestId: requestIdOf(request), isLast: deps.isDraining() };
  try {
    if (!isHealth(deps, path, exchange)) await dispatch(deps, path, await callerOf(deps, exchange), exchange);
  } catch (thrown) {
    refuse(deps, thrown, path, exchange);
  }
  deps.metrics.answered(routeName(path), response.statusCode, (performance.now() - fromMs) / 1_000);
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function requestIdOf(request: IncomingMessage): string {
  const sent = header(request, 'x-request-id');
  return sent !== undefined && REQUEST_ID.test(sent) ? sent : randomUUID();
}

function refuse({ log }: GatewayDeps, thrown: unknown, path: string, exchange: Exchange): void {
  const { response, requestId } = exchange;
  const error = asDataPlaneError(thrown);
  if (error.code === 'internal') log.error('request failed', { path, requestId, error: errorText(thrown) });
  if (response.headersSent) return void response.destroy();
  if (error.status === 413) readOn(response);
  const headers = { ...(error.status === 503 && { 'retry-after': '1' }), ...error.headers };
  if (!path.startsWith('/v2')) return sendProblem(exchange, error, headers);
  const body = errorBody({ message: error.message, code: error.code, errors: error.errors });
  sendJson(exchange, error.status, body, headers);
}

/** The rest of a refused body is thrown away: hanging up on a caller who still sends would take the answer from them. 5 s are enough. */
function readOn(response: ServerResponse): void {
  const { req } = response;
  response.once('finish', () => {
    const limit = setTimeout(() => req.socket.destroy(), MOST_REST_MS).unref();
    req.once('close', () => clearTimeout(limit));
  });
}

function dispatch(
  deps: GatewayDeps,
  path: string,
  credential: Credential | null,
  exchange: Exchange,
): Promise<void> | void {
  const predict = path.startsWith(ROWS) ? PREDICT.exec(path) : null;
  if (predict !== null) {
    requireMethod(exchange, POST);
    return predictRows(deps.plane, predict[1] ?? '', credential, exchange);
  }
  const model = MODEL.exec(path);
  if (model === null) return dispatchServer(deps, path, credential, exchange);
  const asked = {
    endpoint: decoded(model[1] ?? ''),
    version: model[2] === undefined ? null : Number(model[2]),
    credential,
  };
  requireMethod(exchange, model[3] === '/infer' ? POST : READS);
  if (model[3] === '/infer') return infer(deps.plane, asked, exchange);
  return describeModel(deps.plane, asked, model[3] === '/ready' ? 'ready' : 'metadata', exchange);
}

/** What is asked of the gateway itself. */
function dispatchServer(
  deps: GatewayDeps,
  path: string,
  credential: Credential | null,
  exchange: Exchange,
): Promise<void> | void {
  if (path === '/metrics') {
    requireMethod(exchange, READS);
    return sendMetrics(deps, credential, exchange);
  }
  if (path === '/v2') {
    requireMethod(exchange, READS);
    return requireScope(credential, 'predict') && sendJson(exchange, 200, serverMetadata('slipway', gatewayVersion));
  }
  if (path === '/v2/repository/index') {
    requireMethod(exchange, POST);
    return repositoryIndex(deps.plane, requireScope(credential, 'predict'), exchange);
  }
  const control = CONTROL.exec(path);
  if (control !== null) {
    requireMethod(exchange, POST);
    const act = control[2] === 'load' ? 'load' : 'unload';
    return controlRepository(deps.plane, { endpoint: decoded(control[1] ?? ''), act, credential }, exchange);
  }
  throw new DataPlaneError(
    404,
    'not_found',
    'There is nothing here: see /v2/models/{endpoint}/infer and /v1/endpoints/{endpoint}/predict.',
  );
}

/** Health is told to anybody, whether or not a token can be checked. */
function isHealth(deps: GatewayDeps, path: string, exchange: Exchange): boolean {
  const isLive = path === '/v2/health/live' || path === '/healthz';
  if (!isLive && path !== '/v2/health/ready' && path !== '/readyz') return false;
  requireMethod(exchange, READS);
  if (isLive) sendJson(exchange, 200, serverLiveBody);
  else sendReadiness(deps, exchange);
  return true;
}

function sendReadiness({ plane, isDraining }: GatewayDeps, exchange: Exchange): void {
  if (isDraining() || !plane.routes.isLoaded) {
    throw new DataPlaneError(
      503,
      'not_ready',
      isDraining() ? 'This gateway is about to end.' : 'The endpoints are not known yet.',
    );
  }
  sendJson(exchange, 200, serverReadyBody);
}

function callerOf(
  { authenticator }: GatewayDeps,
  { request }: Exchange,
): Promise<Credential | null> | Credential | null {
  const known = authenticator.authenticate(header(request, 'authorization'));
  if (!(known instanceof Promise)) return known;
  return known.catch(() => {
    throw new DataPlaneError(503, 'unavailable', 'The token cannot be checked right now.');
  });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new DataPlaneError(400, 'invalid_request', 'The address holds a broken % escape.');
  }
}

function requireMethod({ request }: Exchange, methods: readonly string[]): void {
  const { method = '' } = request;
  if (methods.includes(method)) return;
  const allow = methods.join(', ');
  throw new DataPlaneError(405, 'method_not_allowed', `Use ${allow}.`, [], { allow });
}

async function sendMetrics({ metrics }: GatewayDeps, credential: Credential | null, exchange: Exchange): Promise<void> {
  const { remoteAddress = '' } = exchange.request.socket;
  const onLoopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(remoteAddress);
  if (!onLoopback && !credential?.scopes.includes('read')) {
    throw new DataPlaneError(401, 'unauthenticated', 'Metrics need a token with the scope read.');
  }
  const withTriton = !exchange.request.url?.endsWith('?names=slipway');
  const { body, contentType } = await metrics.text({ withTriton });
  send(exchange, 200, body, { 'content-type': contentType });
}

function routeName(path: string): string {
  if (path.startsWith('/v1/endpoints/')) return 'predict';
  return path.endsWith('/infer') ? 'infer' : 'other';
}
