import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorText, type Credential, type Log } from '@slipway/core';
import { errorBody, serverLiveBody, serverMetadata, serverReadyBody } from '@slipway/inference';
import type { Authenticator } from './authenticate.js';
import { asDataPlaneError, DataPlaneError } from './data-plane-error.js';
import type { GatewayMetrics } from './gateway-metrics.js';
import { header, sendJson, sendProblem } from './http-exchange.js';
import { describeModel, infer, repositoryIndex } from './open-inference.js';
import { predictRows } from './predict-rows.js';
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
const PREDICT = /^\/v1\/endpoints\/([a-z0-9-]{1,63})\/predict$/;
const MODEL = /^\/v2\/models\/([^/]{1,256})(?:\/versions\/([0-9]{1,9}))?(\/ready|\/infer)?$/;

/** createGateway makes the data plane's HTTP server: plain rows on /v1, the Open Inference Protocol on /v2. */
export function createGateway(deps: GatewayDeps): Server {
  return createServer(
    { keepAliveTimeout: 65_000, requestTimeout: 60_000 },
    (request, response) => void answer(deps, request, response),
  );
}

async function answer(deps: GatewayDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const fromMs = performance.now();
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const requestId = /^[\w.-]{1,100}$/.exec(header(request, 'x-request-id') ?? '')?.[0] ?? randomUUID();
  response.setHeader('x-request-id', requestId);
  if (deps.isDraining()) response.setHeader('connection', 'close');
  try {
    await dispatch(deps, path, request, response);
  } catch (thrown) {
    refuse(deps, thrown, path, requestId, response);
  }
  deps.metrics.answered(routeName(path), response.statusCode, (performance.now() - fromMs) / 1_000);
}

function refuse(
  { log }: GatewayDeps,
  thrown: unknown,
  path: string,
  requestId: string,
  response: ServerResponse,
): void {
  const error = asDataPlaneError(thrown);
  if (error.code === 'internal') log.error('request failed', { path, requestId, error: errorText(thrown) });
  if (response.headersSent) return void response.destroy();
  if (error.status === 413) readOn(response);
  if (!path.startsWith('/v2')) return sendProblem(response, error, requestId);
  const body = errorBody({ message: error.message, code: error.code, errors: error.errors });
  sendJson(response, error.status, body, error.headers);
}

/** The rest of a refused body is thrown away: hanging up on a caller who still sends would take the answer from them. 5 s are enough. */
function readOn(response: ServerResponse): void {
  const { req } = response;
  response.once('finish', () => {
    const limit = setTimeout(() => req.socket.destroy(), MOST_REST_MS).unref();
    req.once('close', () => clearTimeout(limit));
  });
}

async function dispatch(
  deps: GatewayDeps,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path === '/v2/health/live' || path === '/healthz') return sendJson(response, 200, serverLiveBody);
  if (path === '/v2/health/ready' || path === '/readyz') return sendReadiness(deps, response);
  const credential = await authenticate(deps, request);
  if (path === '/metrics') return sendMetrics(deps, credential, request, response);
  const predict = PREDICT.exec(path);
  if (predict !== null) {
    requireMethod(request, 'POST');
    return predictRows(deps.plane, predict[1] ?? '', credential, request, response);
  }
  if (path === '/v2')
    return requireScope(credential) && sendJson(response, 200, serverMetadata('slipway', gatewayVersion));
  if (path === '/v2/repository/index') {
    requireMethod(request, 'POST');
    return repositoryIndex(deps.plane, requireScope(credential), request, response);
  }
  const model = MODEL.exec(path);
  if (model === null) {
    throw new DataPlaneError(
      404,
      'not_found',
      'There is nothing here: see /v2/models/{endpoint}/infer and /v1/endpoints/{endpoint}/predict.',
    );
  }
  const asked = {
    endpoint: decoded(model[1] ?? ''),
    version: model[2] === undefined ? null : Number(model[2]),
    credential,
  };
  if (model[3] !== '/infer')
    return describeModel(deps.plane, asked, model[3] === '/ready' ? 'ready' : 'metadata', response);
  requireMethod(request, 'POST');
  return infer(deps.plane, asked, request, response);
}

function sendReadiness({ plane, isDraining }: GatewayDeps, response: ServerResponse): void {
  if (isDraining() || !plane.routes.isLoaded) {
    throw new DataPlaneError(
      503,
      'not_ready',
      isDraining() ? 'This gateway is about to end.' : 'The endpoints are not known yet.',
    );
  }
  sendJson(response, 200, serverReadyBody);
}

async function authenticate({ authenticator }: GatewayDeps, request: IncomingMessage): Promise<Credential | null> {
  try {
    return await authenticator.authenticate(header(request, 'authorization'));
  } catch {
    throw new DataPlaneError(503, 'unavailable', 'The token cannot be checked right now.');
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new DataPlaneError(400, 'invalid_request', 'The address holds a broken % escape.');
  }
}

function requireMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method) throw new DataPlaneError(405, 'method_not_allowed', `Use ${method}.`);
}

/** requireScope refuses a caller without a token, or whose token may not predict. */
export function requireScope(credential: Credential | null): Credential {
  if (credential === null)
    throw new DataPlaneError(401, 'unauthenticated', 'Send a token: Authorization: Bearer slw_...');
  if (!credential.scopes.includes('predict'))
    throw new DataPlaneError(403, 'forbidden', 'The token lacks the scope predict.');
  return credential;
}

async function sendMetrics(
  { metrics }: GatewayDeps,
  credential: Credential | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const onLoopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
  if (!onLoopback && !credential?.scopes.includes('read')) {
    throw new DataPlaneError(401, 'unauthenticated', 'Metrics need a token with the scope read.');
  }
  const text = await metrics.registry.metrics();
  response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text);
}

function routeName(path: string): string {
  if (path.startsWith('/v1/endpoints/')) return 'predict';
  return path.endsWith('/infer') ? 'infer' : 'other';
}
