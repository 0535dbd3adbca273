import { errorText, type Log } from '@slipway/core';
import { Redis } from 'ioredis';

/** Longer than this nobody waits: a run of the model is no slower. */
const PATIENCE_MS = 50;
/** After a failure nobody asks again for so long, so that a Redis that hangs keeps few waiting. */
const REST_MS = 1_000;

/**
 * SharedRedis is the Redis (`CACHE_URL`) by which gateways share answers and limits. It is a convenience: what it does not answer in 50 ms, or cannot keep,
 * is as if it were not there, and is counted in `failures`; then it rests for a second.
 */
export class SharedRedis {
  /** failures counts what Redis did not answer or keep, or was not asked because it rests. */
  failures = 0;
  private readonly redis: Redis;
  private isAway = false;
  private restsUntilMs = -Infinity;

  constructor(
    url: string,
    private readonly log: Log,
    private readonly nowMs: () => number = () => performance.now(),
    patienceMs = PATIENCE_MS,
  ) {
    this.redis = new Redis(url, { commandTimeout: patienceMs, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    this.redis.on('error', (error: unknown) => this.note(error));
    this.redis.on('ready', () => (this.restsUntilMs = -Infinity));
  }

  /** ask gives what Redis answered, or null. */
  async ask<T>(act: (redis: Redis) => Promise<T>): Promise<T | null> {
    if (this.nowMs() < this.restsUntilMs) {
      this.failures += 1;
      return null;
    }
    try {
      const answer = await act(this.redis);
      this.isAway = false;
      return answer;
    } catch (error) {
      this.failures += 1;
      this.restsUntilMs = this.nowMs() + REST_MS;
      this.note(error);
      return null;
    }
  }

  /** close lets go of the connection. */
  close(): void {
    this.redis.disconnect();
  }

  private note(error: unknown): void {
    if (!this.isAway)
      this.log.warn('the shared Redis does not answer: models run, and each gateway counts limits for itself', {
        error: errorText(error),
      });
    this.isAway = true;
  }
}
