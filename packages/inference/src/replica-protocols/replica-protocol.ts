import type { IncomingHttpHeaders } from 'node:http';
import { InferenceError } from '../inference-error.js';
import type { Tensors, TensorSpec } from '../tensors.js';

/** ReplicaCall is a request as a replica's protocol wants it. */
export interface ReplicaCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** ReplicaAnswer is what a replica answered, its whole body read. */
export interface ReplicaAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/**
 * ReplicaProtocol is how a server speaks that is not ours: its calls for tensors, and its answers as tensors of the model's outputs. `call`
 * throws InferenceError for tensors that the protocol cannot carry, `read` for an answer that is no prediction.
 */
export interface ReplicaProtocol {
  /** Where the server says by status 200 that it takes requests. */
  readonly readyPath: string;
  call(feeds: Tensors, outputs: readonly TensorSpec[]): ReplicaCall;
  read(answer: ReplicaAnswer, outputs: readonly TensorSpec[]): Tensors;
}

/** servedName is what every container calls its one model. */
export const servedName = 'model';

/**
 * refusalOf turns an answer that is no prediction into an error: what the model refused is `model_run_failed` (400), a server that takes
 * nothing now is `replica_unavailable` (503), all else `replica_failed` (502).
 */
export function refusalOf({ status, body }: ReplicaAnswer): InferenceError {
  const said = Buffer.from(body.subarray(0, 4_096)).toString('utf8');
  const text = `the replica answered ${status}: ${wordsOf(said).slice(0, 500)}`;
  if (status === 400 || status === 422) return new InferenceError('model_run_failed', 400, text);
  if (status === 503 || status === 429) return new InferenceError('replica_unavailable', 503, text);
  return new InferenceError('replica_failed', 502, text);
}

/** jsonOf reads an answer as a JSON object; anything else is `replica_failed` (502). */
export function jsonOf(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, as for an answer that is JSON but no object.
  }
  throw new InferenceError('replica_failed', 502, 'the replica did not answer with a JSON object');
}

function wordsOf(said: string): string {
  try {
    const { error, message } = JSON.parse(said) as { error?: unknown; message?: unknown };
    const words = error ?? message;
    return typeof words === 'string' ? words : JSON.stringify(words ?? said);
  } catch {
    return said;
  }
}
