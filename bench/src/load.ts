import { Agent, request } from 'node:http';

/** LoadTarget is where a load goes: one POST body, again and again. */
export interface LoadTarget {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** LoadResult counts answers in the time, and how long the middle one took. */
export interface LoadResult {
  requestsPerSecond: number;
  failed: number;
  p50Ms: number;
  p99Ms: number;
}

/** putLoad keeps `callers` requests under way over kept-alive connections of loopback for `durationMs`. */
export async function putLoad(target: LoadTarget, callers: number, durationMs: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const until = performance.now() + durationMs;
  const tookMs: number[] = [];
  let failed = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now();
      if ((await post(target, agent)) !== 200) failed += 1;
      tookMs.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(share * tookMs.length))] ?? NaN;
  return { requestsPerSecond: tookMs.length / seconds, failed, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function post(target: LoadTarget, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...target.headers,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(target.body)),
    };
    const sent = request(target.url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(target.body);
  });
}
