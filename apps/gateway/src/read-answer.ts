import type { ClientRequest } from 'node:http';
import { InferenceError, type ReplicaAnswer, type RunOptions } from '@slipway/inference';

/** mostAnswerBytes is how much of an answer is read. */
export const mostAnswerBytes = 256 * 1_024 * 1_024;

/** Unreachable says that a server gave no answer; `isSafe` when it is sure that nothing was lost by asking again. */
export class Unreachable extends InferenceError {
  constructor(
    reason: string,
    readonly isSafe: boolean,
  ) {
    super('replica_unreachable', 503, `a replica did not answer: ${reason}`);
  }
}

/** readAnswer sends a request with its body and reads the whole answer; none in time, or one above 256 MiB, is Unreachable. */
export function readAnswer(request: ClientRequest, body: Uint8Array | null, timeoutMs: number): Promise<ReplicaAnswer> {
  return new Promise((resolve, reject) => {
    let isTimeout = false;
    const timer = setTimeout(() => {
      isTimeout = true;
      request.destroy(new Error(`no answer in ${timeoutMs} ms`));
    }, timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(new Unreachable(error.message, !isTimeout));
    };
    request.once('error', fail);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostAnswerBytes) response.destroy(new Error('the answer is larger than 256 MiB'));
        else chunks.push(chunk);
      });
      response.once('error', fail);
      response.once('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    request.end(body ?? undefined);
  });
}

/** timed tells how long a server took to answer, from the question on: what happens within it is its own. */
export async function timed<T>(ask: () => Promise<T>, onRan: RunOptions['onRan']): Promise<T> {
  const fromMs = performance.now();
  const answer = await ask();
  onRan?.(performance.now() - fromMs);
  return answer;
}
