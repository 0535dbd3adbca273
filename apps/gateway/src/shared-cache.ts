import { deserialize, serialize } from 'node:v8';
import { errorText, type Log } from '@slipway/core';
import type { Tensors } from '@slipway/inference';
import { Redis } from 'ioredis';
import type { CacheKey } from './response-cache.js';

/** Longer than this nobody waits for a cache: a run of the model is no slower. */
const PATIENCE_MS = 50;
const MOST_BYTES = 8 * 1_024 * 1_024;
/** Whatever changes in how answers are written changes this too. */
const PREFIX = 'slipway:answer:1:';

/**
 * SharedCache keeps outputs of models in a Redis that several gateways share, each for the seconds of its endpoint. It is a convenience: what Redis does not
 * answer in 50 ms, or cannot keep, is as if it were not there, and is counted in `failures`. Keys hold the version, so answers of one that left are
 * never asked for again, and go with their time.
 */
export class SharedCache {
  /** failures counts what Redis did not answer or keep. */
  failures = 0;
  private readonly redis: Redis;
  private isAway = false;

  constructor(
    url: string,
    private readonly log: Log,
  ) {
    this.redis = new Redis(url, { commandTimeout: PATIENCE_MS, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    this.redis.on('error', (error: unknown) => this.note(error));
    this.redis.on('ready', () => (this.isAway = false));
  }

  /** get returns the outputs that some gateway kept, or null. */
  async get({ text }: CacheKey): Promise<Tensors | null> {
    try {
      const bytes = await this.redis.getBuffer(PREFIX + text);
      return bytes === null ? null : (deserialize(bytes) as Tensors);
    } catch (error) {
      this.failures += 1;
      this.note(error);
      return null;
    }
  }

  /** set keeps outputs for so many seconds; nobody waits for it, and more than 8 MiB are not kept. */
  set({ text }: CacheKey, outputs: Tensors, seconds: number): void {
    const bytes = serialize(outputs);
    if (bytes.byteLength > MOST_BYTES) return;
    this.redis.set(PREFIX + text, bytes, 'EX', seconds).catch((error: unknown) => {
      this.failures += 1;
      this.note(error);
    });
  }

  /** close lets go of the connection. */
  close(): void {
    this.redis.disconnect();
  }

  private note(error: unknown): void {
    if (!this.isAway)
      this.log.warn('the shared cache does not answer, models run instead', { error: errorText(error) });
    this.isAway = true;
  }
}
