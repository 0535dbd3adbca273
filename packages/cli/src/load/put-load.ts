import { setTimeout as pause } from 'node:timers/promises';

/** LoadPlan is a load of so many seconds: `callers` that each wait for their answer (closed loop), or `rate` requests a second whatever the answers do (open loop). */
export type LoadPlan = { seconds: number } & ({ callers: number } | { rate: number });

/** Sent is one request: how long it took, and the code of its failure, or null. */
export interface Sent {
  tookMs: number;
  failure: string | null;
}

/** LoadResult is every request of a load, and how long all of it took. */
export interface LoadResult {
  sent: Sent[];
  seconds: number;
}

/** How many requests of an open loop wait at most: beyond it the load says so instead of eating memory. */
const MOST_WAITING = 10_000;

/**
 * putLoad sends again and again; `send` gets the number of the request and throws what counts as a failure, named by `codeOf`. In an open
 * loop time runs from when a request was due, so that a server that stalls is not flattered by requests that were never sent; one that was
 * due while 10,000 waited fails as `not_sent`.
 */
export async function putLoad(
  plan: LoadPlan,
  send: (index: number) => Promise<unknown>,
  codeOf: (error: unknown) => string,
): Promise<LoadResult> {
  const fromMs = performance.now();
  const sent: Sent[] = [];
  const one = async (index: number, dueMs: number): Promise<void> => {
    const failure = await send(index).then(() => null, codeOf);
    sent.push({ tookMs: performance.now() - dueMs, failure });
  };
  if ('callers' in plan) await closedLoop(plan, fromMs, one);
  else await openLoop(plan, fromMs, one, sent);
  return { sent, seconds: (performance.now() - fromMs) / 1_000 };
}

type One = (index: number, dueMs: number) => Promise<void>;

async function closedLoop({ callers, seconds }: { callers: number; seconds: number }, fromMs: number, one: One) {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - fromMs < seconds * 1_000) await one(next++, performance.now());
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

async function openLoop(
  { rate, seconds }: { rate: number; seconds: number },
  fromMs: number,
  one: One,
  sent: Sent[],
): Promise<void> {
  const waiting = new Set<Promise<void>>();
  const total = Math.max(1, Math.round(rate * seconds));
  for (let index = 0; index < total; index += 1) {
    const dueMs = fromMs + (index * 1_000) / rate;
    await until(dueMs);
    if (waiting.size >= MOST_WAITING) {
      sent.push({ tookMs: performance.now() - dueMs, failure: 'not_sent' });
      continue;
    }
    const request = one(index, dueMs).finally(() => waiting.delete(request));
    waiting.add(request);
  }
  await Promise.all(waiting);
}

/** A timer takes whole milliseconds only, and may come a little early. */
async function until(dueMs: number): Promise<void> {
  for (let earlyMs = dueMs - performance.now(); earlyMs > 0; earlyMs = dueMs - performance.now())
    await pause(Math.ceil(earlyMs));
}
