import type { ErrorCode } from '@slipway/contracts';
import type { Log } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusalOf } from '../http/problem.js';
import { readOn } from '../http/read-on.js';
import { stateOf } from '../http/request-state.js';

/** statusOf maps MLflow's error codes to HTTP; its client tries 408, 429 and 5xx again for minutes, so no refusal of ours has such a status. */
const statusOf = {
  INTERNAL_ERROR: 500,
  TEMPORARILY_UNAVAILABLE: 503,
  REQUEST_LIMIT_EXCEEDED: 429,
  RESOURCE_CONFLICT: 409,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_DOES_NOT_EXIST: 404,
  PERMISSION_DENIED: 403,
  UNAUTHENTICATED: 401,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  INVALID_PARAMETER_VALUE: 400,
} as const;

/** MlflowErrorCode is one of MLflow's error codes that we use. */
export type MlflowErrorCode = keyof typeof statusOf;

/** MlflowError is a refusal in MLflow's words. */
export class MlflowError extends Error {
  constructor(
    readonly code: MlflowErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'MlflowError';
  }
}

/** mlflowPrefix is where MLflow's clients ask. */
export const mlflowPrefix = '/api/2.0/';

/** isMlflowUrl tells whether a request is one to MLflow's API. */
export const isMlflowUrl = (url: string): boolean => /^\/(ajax-)?api\/[23]\.0\//.test(url);

/** sendMlflowError writes the refusal of anything thrown as MLflow's clients expect it, and logs it when it is our fault. */
export function sendMlflowError(request: FastifyRequest, reply: FastifyReply, thrown: unknown, log: Log): void {
  const isKnown = request.routeOptions.url?.startsWith(mlflowPrefix) ?? false;
  const { code, message, unexpected } = isKnown ? readError(thrown) : noEndpoint;
  const { requestId } = stateOf(request);
  if (unexpected)
    log.error('request failed', {
      requestId,
      method: request.method,
      url: request.url.split('?', 1)[0],
      error: thrown instanceof Error ? thrown.message : String(thrown),
      stack: thrown instanceof Error ? thrown.stack : undefined,
    });
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (code === 'UNAUTHENTICATED') void reply.header('www-authenticate', 'Basic realm="slipway", Bearer');
  if (code === 'TEMPORARILY_UNAVAILABLE' || code === 'REQUEST_LIMIT_EXCEEDED') void reply.header('retry-after', '2');
  readOn(request, reply);
  void reply
    .status(statusOf[code])
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ error_code: code, message }));
}

/** MLflow's client falls back on another endpoint when it is told that there is no such one. */
const noEndpoint = { code: 'ENDPOINT_NOT_FOUND', message: 'There is no such endpoint.', unexpected: false } as const;

function readError(thrown: unknown): { code: MlflowErrorCode; message: string; unexpected: boolean } {
  if (thrown instanceof MlflowError) return { code: thrown.code, message: thrown.message, unexpected: false };
  const { error, unexpected } = refusalOf(thrown);
  return { code: codeOf(error.code, error.status), message: error.message, unexpected };
}

function codeOf(code: ErrorCode, status: number): MlflowErrorCode {
  if (code === 'not_found') return 'RESOURCE_DOES_NOT_EXIST';
  if (code === 'already_exists') return 'RESOURCE_ALREADY_EXISTS';
  if (code === 'unauthenticated') return 'UNAUTHENTICATED';
  if (code === 'too_many_requests') return 'REQUEST_LIMIT_EXCEEDED';
  if (status === 403) return 'PERMISSION_DENIED';
  if (status === 409) return 'RESOURCE_CONFLICT';
  if (status === 502 || status === 503 || status === 507) return 'TEMPORARILY_UNAVAILABLE';
  return status >= 500 ? 'INTERNAL_ERROR' : 'INVALID_PARAMETER_VALUE';
}
