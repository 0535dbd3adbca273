/** RestartPolicy is how often and how fast a crashed process may come back. */
export interface RestartPolicy {
  /** Restarts within `windowMs`; when they are spent the process stays down. */
  readonly budget: number;
  readonly windowMs: number;
  /** The first delay; each further restart within the window waits twice as long, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** defaultRestartPolicy is five restarts in ten minutes, after 100 ms to 10 s. */
export const defaultRestartPolicy: RestartPolicy = {
  budget: 5,
  windowMs: 600_000,
  firstDelayMs: 100,
  maxDelayMs: 10_000,
};

/** RestartBudget counts restarts in a sliding window. */
export class RestartBudget {
  readonly #policy: RestartPolicy;
  readonly #now: () => number;
  #restartsMs: number[] = [];

  constructor(policy: RestartPolicy, now: () => number) {
    this.#policy = policy;
    this.#now = now;
  }

  /** nextDelayMs takes one restart from the budget and says how long to wait for it, or null when none is left. */
  nextDelayMs(): number | null {
    const { budget, windowMs, firstDelayMs, maxDelayMs } = this.#policy;
    const nowMs = this.#now();
    this.#restartsMs = this.#restartsMs.filter((atMs) => nowMs - atMs < windowMs);
    const used = this.#restartsMs.length;
    if (used >= budget) return null;
    this.#restartsMs.push(nowMs);
    return Math.min(maxDelayMs, firstDelayMs * 2 ** used);
  }
}
