import { InferenceError } from '../inference-error.js';

/** ModelIndex is one version of a model in the answer of POST /v2/repository/index. */
export interface ModelIndex {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'LOADING' | 'UNAVAILABLE';
  readonly reason: string;
}

/** asksForReadyOnly reads the body of POST /v2/repository/index, which may be empty: `{"ready": true}` asks for ready versions only, and null is left out. Throws `invalid_request` (400). */
export function asksForReadyOnly(body: Uint8Array): boolean {
  const { ready: asked } = body.byteLength === 0 ? {} : fieldsOf(body);
  const ready = asked ?? false;
  if (typeof ready === 'boolean') return ready;
  throw refusal('ready is true or false', [{ path: 'ready', message: 'true or false' }]);
}

function fieldsOf(body: Uint8Array): { ready?: unknown } {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw refusal('the body is not {"ready": true} or {"ready": false}');
}

const refusal = (message: string, errors?: InferenceError['errors']): InferenceError =>
  new InferenceError('invalid_request', 400, message, errors);
