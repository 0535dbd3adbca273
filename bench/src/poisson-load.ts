import { setTimeout as sleep } from 'node:timers/promises';
import type { PlainConnections } from './plain-connections.js';

/** PoissonLoad is an open loop: requests come at exponential distances whether or not earlier ones were answered. */
export interface PoissonLoad {
  perSecond: number;
  seconds: number;
  random: () => number;
}

/**
 * putPoissonLoad posts again and again and returns how long each answer took in milliseconds, from when it was sent: a timer of the sender is a
 * millisecond late, which is no wait at the gateway.
 */
export async function putPoissonLoad(
  callers: PlainConnections,
  { perSecond, seconds, random }: PoissonLoad,
): Promise<number[]> {
  const answers: Promise<number>[] = [];
  const from = performance.now();
  let dueMs = from;
  for (;;) {
    dueMs -= (Math.log(1 - random()) / perSecond) * 1_000;
    if (dueMs - from > seconds * 1_000) break;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    answers.push(callers.post());
  }
  return Promise.all(answers);
}
