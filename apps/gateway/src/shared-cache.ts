import { deserialize, serialize } from 'node:v8';
import type { Tensors } from '@slipway/inference';
import type { CacheKey } from './response-cache.js';
import type { SharedRedis } from './shared-redis.js';

const MOST_BYTES = 8 * 1_024 * 1_024;
/** Whatever changes in how answers are written changes this too. */
const PREFIX = 'slipway:answer:1:';

/**
 * SharedCache keeps outputs of models in the Redis that several gateways share, each for the seconds of its endpoint. Keys hold the version, so answers of one
 * that left are never asked for again, and go with their time.
 */
export class SharedCache {
  constructor(private readonly redis: Pick<SharedRedis, 'ask'>) {}

  /** get returns the outputs that some gateway kept, or null. */
  async get({ text }: CacheKey): Promise<Tensors | null> {
    const bytes = await this.redis.ask((redis) => redis.getBuffer(PREFIX + text));
    return bytes === null ? null : (deserialize(bytes) as Tensors);
  }

  /** set keeps outputs for so many seconds; nobody waits for it, and more than 8 MiB are not kept. */
  set({ text }: CacheKey, outputs: Tensors, seconds: number): void {
    const bytes = serialize(outputs);
    if (bytes.byteLength > MOST_BYTES) return;
    void this.redis.ask((redis) => redis.set(PREFIX + text, bytes, 'EX', seconds));
  }
}
