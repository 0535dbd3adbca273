import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataPlaneError } from './data-plane-error.js';
import type { HostedVariant } from './hosted-variant.js';
import type { ServedEndpoint } from './route-table.js';

/** sendJson answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'x-content-type-options': 'nosniff', ...headers }).end(text);
}

/** sendProblem answers a refusal of the plain-row routes as RFC 9457. */
export function sendProblem(response: ServerResponse, error: DataPlaneError, requestId: string): void {
  const { status, code, message, errors } = error;
  const body = { type: `urn:slipway:error:${code}`, title: message.split('.')[0], status, detail: message, code, requestId, ...(errors.length > 0 && { errors }) };
  sendJson(response, status, body, { 'content-type': 'application/problem+json', ...(status === 503 && { 'retry-after': '1' }) });
}

/** servedHeaders say which version answered, under which config. */
export function servedHeaders(predictionId: string, { route }: ServedEndpoint, { variant }: HostedVariant): Record<string, string> {
  return {
    'x-slipway-version': String(variant.version),
    'x-slipway-variant': variant.role,
    'x-slipway-prediction-id': predictionId,
    'x-slipway-config': String(route.configNumber),
  };
}

/** header returns a request header as one text. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
