import { Agent, request } from 'node:http';

/** LoadTarget is where a load goes, again and again: a POST of a body, or a GET without one. */
export interface LoadTarget {
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** LoadResult counts answers in the time, and how long the middle one took. */
export interface LoadResult {
  requests: number;
  requestsPerSecond: number;
  failed: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** putLoad keeps `callers` requests under way over kept-alive connections of loopback for `durationMs`; a function makes each its own. */
export async function putLoad(
  target: LoadTarget | ((sent: number) => LoadTarget),
  callers: number,
  durationMs: number,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const until = performance.now() + durationMs;
  const tookMs: number[] = [];
  let failed = 0;
  let sent = 0;
  const next = () => (typeof target === 'function' ? target(sent++) : target);
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now();
      if ((await send(next(), agent)) !== 200) failed += 1;
      tookMs.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(share * tookMs.length))] ?? NaN;
  const requests = tookMs.length;
  return {
    requests,
    requestsPerSecond: tookMs.length / seconds,
    failed,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

function send(target: LoadTarget, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const { body } = target;
    const headers = {
      ...target.headers,
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
    };
    const sent = request(target.url, { method: body === undefined ? 'GET' : 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
