import { SlipwayError } from '../kernel/errors.js';

const WINDOW_MS = 60_000;
const MAX_KEYS = 10_000;

/**
 * AttemptLimit counts failed sign-ins per key over a minute and refuses further tries before any hash is computed. The window is short,
 * so an attacker can slow a person down but not lock them out.
 */
export class AttemptLimit {
  private readonly failures = new Map<string, { count: number; from: number }>();

  constructor(private readonly allowed: number) {}

  /** refuseIfExhausted throws `too_many_requests` when the key has failed too often in the last minute. */
  refuseIfExhausted(key: string, now: Date): void {
    const entry = this.failures.get(key);
    if (entry === undefined || now.getTime() - entry.from >= WINDOW_MS || entry.count < this.allowed) return;
    throw new SlipwayError('too_many_requests', 'Too many failed sign-ins; try again in a minute.');
  }

  /** recordFailure counts one failed try. */
  recordFailure(key: string, now: Date): void {
    const entry = this.failures.get(key);
    if (entry !== undefined && now.getTime() - entry.from < WINDOW_MS) {
      entry.count += 1;
      return;
    }
    if (this.failures.size >= MAX_KEYS) this.failures.clear();
    this.failures.set(key, { count: 1, from: now.getTime() });
  }
}
