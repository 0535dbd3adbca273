import { SlipwayError } from '../kernel/errors.js';

const WINDOW_MS = 60_000;
const MAX_KEYS = 10_000;

/**
 * AttemptLimit counts tries to sign in per key over a minute and refuses further ones before any hash is computed. A try counts when it
 * begins, so that guesses sent at once count like guesses in a row, and no longer once it turned out right. The window is short: an
 * attacker can slow a person down but not lock them out.
 */
export class AttemptLimit {
  private readonly windows = new Map<string, { count: number; from: number }>();

  constructor(private readonly allowed: number) {}

  /** begin counts a try and returns how to take it back; throws `too_many_requests` when the key has used up its tries of this minute. */
  begin(key: string, now: Date): () => void {
    const entry = this.windowOf(key, now);
    if (entry.count >= this.allowed)
      throw new SlipwayError('too_many_requests', 'Too many failed sign-ins; try again in a minute.');
    entry.count += 1;
    return () => {
      entry.count -= 1;
    };
  }

  /** Whoever makes up keys pushes out the oldest one only, not all that is known of the others. */
  private windowOf(key: string, now: Date): { count: number; from: number } {
    const known = this.windows.get(key);
    if (known !== undefined && now.getTime() - known.from < WINDOW_MS) return known;
    this.windows.delete(key);
    const [oldest] = this.windows.keys();
    if (this.windows.size >= MAX_KEYS && oldest !== undefined) this.windows.delete(oldest);
    const fresh = { count: 0, from: now.getTime() };
    this.windows.set(key, fresh);
    return fresh;
  }
}
