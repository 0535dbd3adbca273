import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 300;

/**
 * steady calls until it gets an answer: parts of Slipway may be restarting. Refusals (4xx) are thrown at once, failures to answer
 * (no connection, 5xx) are tried again for a minute.
 */
export async function steady<T>(call: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (isRefusal(error) || Date.now() > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** eventually asks until `found` gives something, for at most `seconds`; `what` names it in the error. */
export async function eventually<T>(
  what: string,
  seconds: number,
  found: () => Promise<T | null | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const result = await steady(found);
    if (result !== null && result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}`);
    await sleep(PAUSE_MS);
  }
}

function isRefusal(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
}
