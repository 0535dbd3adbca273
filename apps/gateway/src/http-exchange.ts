import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorRegistry, type ErrorCode } from '@slipway/contracts';
import { endTogether, readInferBody } from '@slipway/inference';
import { DataPlaneError } from './data-plane-error.js';
import type { ServedEndpoint } from './route-table.js';
import type { Predicted } from './run-request.js';

const MOST_BODY_BYTES = 64 * 1_024 * 1_024;

/** readBody reads a request body of at most 64 MiB, also after decompression; one that says it is larger is refused unread. */
export function readBody(request: IncomingMessage): Promise<Uint8Array> {
  if (Number(header(request, 'content-length') ?? 0) > MOST_BODY_BYTES) {
    throw new DataPlaneError(413, 'body_too_large', `The body is larger than ${MOST_BODY_BYTES} bytes.`);
  }
  return readInferBody(request, request.headers, MOST_BODY_BYTES);
}

/** Exchange is a request and the answer that it gets. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** True when the connection ends with this answer. */
  readonly isLast: boolean;
}

type Headers = Readonly<Record<string, string>>;

/** send answers with a body, all headers at once: a text goes out in one write with them. */
export function send(
  { response, requestId, isLast }: Exchange,
  status: number,
  body: Uint8Array | string,
  headers: Headers,
  more: Headers = {},
): void {
  const all: Record<string, string | number> = {
    ...headers,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...more,
  };
  if (isLast) all['connection'] = 'close';
  endTogether(response.writeHead(status, all), body);
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** sendJson answers with JSON. */
export function sendJson(exchange: Exchange, status: number, body: unknown, headers?: Headers): void {
  send(exchange, status, JSON.stringify(body), JSON_TYPE, headers);
}

/** sendProblem answers a refusal of the plain-row routes as RFC 9457. */
export function sendProblem(exchange: Exchange, error: DataPlaneError, headers: Headers): void {
  const { status, code, message, errors } = error;
  const body = {
    type: `urn:slipway:error:${code}`,
    title: titleOf(code),
    status,
    detail: message,
    code,
    requestId: exchange.requestId,
    ...(errors.length > 0 && { errors }),
  };
  sendJson(exchange, status, body, { 'content-type': 'application/problem+json', ...headers });
}

/** A title names the kind of a problem, as the API does; kinds that only predictions know say it by their code. */
function titleOf(code: string): string {
  const words = `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('_', ' ')}`;
  return Object.hasOwn(errorRegistry, code) ? errorRegistry[code as ErrorCode].title : words;
}

/** servedHeaders say which version answered, under which config, and what limits leave. */
export function servedHeaders(
  { predictionId, by: { variant }, headers }: Predicted<unknown>,
  { route }: ServedEndpoint,
): Record<string, string> {
  return {
    ...headers,
    'x-slipway-version': String(variant.version),
    'x-slipway-variant': variant.role,
    'x-slipway-prediction-id': predictionId,
    'x-slipway-config': String(route.configNumber),
  };
}

/** versionAsked is the version that a request pins itself to by `x-slipway-version`; null when it leaves the choice to the endpoint. */
export function versionAsked(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new DataPlaneError(400, 'invalid_request', 'x-slipway-version is the number of a version.', [
    { path: 'x-slipway-version', message: 'must be a whole number' },
  ]);
}

/** goneOf tells when the connection of a request has closed, or its answer is out. */
export const goneOf =
  ({ response }: Exchange) =>
  (act: () => void): void =>
    void response.once('close', act);

/** header returns a request header as one text. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'object' ? value[0] : value;
}
