import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadTarget } from './load.js';

/** PoissonLoad is an open loop: requests come at exponential distances whether or not earlier ones were answered. */
export interface PoissonLoad {
  perSecond: number;
  seconds: number;
  random: () => number;
}

/**
 * putPoissonLoad posts a body again and again and returns how long each answer took in milliseconds, from when it was sent: a timer of the sender is a
 * millisecond late, which is no wait at the gateway. Anything but a 200 throws.
 */
export async function putPoissonLoad(
  target: LoadTarget,
  { perSecond, seconds, random }: PoissonLoad,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const answers: Promise<number>[] = [];
  const from = performance.now();
  let dueMs = from;
  for (;;) {
    dueMs -= (Math.log(1 - random()) / perSecond) * 1_000;
    if (dueMs - from > seconds * 1_000) break;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    answers.push(answered(target, agent));
  }
  const tookMs = await Promise.all(answers);
  agent.destroy();
  return tookMs;
}

function answered({ url, headers, body = '' }: LoadTarget, agent: Agent): Promise<number> {
  const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  const fromMs = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - fromMs);
        else reject(new Error(`the gateway answered ${response.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
