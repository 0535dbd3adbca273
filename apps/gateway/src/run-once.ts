import { canAnswer } from '@slipway/core';
import type { Tensors } from '@slipway/inference';
import type { GatewayMetrics } from './gateway-metrics.js';
import { cacheKey, type ResponseCache } from './response-cache.js';
import type { ServedEndpoint, ServedVariant } from './route-table.js';
import type { SharedCache } from './shared-cache.js';

/** Found are the outputs for a request, and where they came from. */
export interface Found {
  outputs: Tensors;
  /** True when no model ran for this request alone: they were kept, or another request for the same was under way. */
  isCached: boolean;
  /** Keeps them for the next ones who ask the same, where the endpoint says so; nobody but the request that ran does it. */
  keep(): void;
  /** What the caller is told of the cache. */
  headers: Readonly<Record<string, string>>;
}

/** Wanted is what is asked of a model: its inputs, and the outputs to compute. */
export interface Wanted {
  feeds: Tensors;
  outputs?: readonly string[];
}

interface Caching {
  cache: Pick<ResponseCache, 'get' | 'set' | 'once'>;
  /** What several gateways share; null where the operator named no Redis. */
  sharedCache: Pick<SharedCache, 'get' | 'set'> | null;
  recorder: { metrics: Pick<GatewayMetrics, 'lookedUp'> };
}

/**
 * runOnce finds the answer of a version: where the endpoint has a cache, one that was kept or that a request for the same waits for already, else by
 * a run. A version that cannot answer now has no answers; one that was put away need not come back for those.
 */
export async function runOnce(
  { cache, sharedCache, recorder }: Caching,
  { route }: ServedEndpoint,
  { variant, model }: ServedVariant,
  { feeds, outputs }: Wanted,
  run: () => Promise<Tensors>,
): Promise<Found> {
  const { endpointId, name, cacheSeconds } = route;
  if (cacheSeconds === null || !canAnswer(model.state)) return runAlone(run);
  const key = cacheKey(endpointId, variant.versionId, feeds, outputs);
  let isKept = false;
  const keptElsewhere = async (): Promise<Tensors | null> => {
    const kept = (await sharedCache?.get(key)) ?? null;
    isKept = kept !== null;
    return kept;
  };
  const held = cache.get(key);
  const found =
    held === null
      ? await cache.once(key, async () => (await keptElsewhere()) ?? run())
      : { outputs: held, isShared: true };
  const isCached = found.isShared || isKept;
  recorder.metrics.lookedUp(name, variant.version, isCached);
  return {
    outputs: found.outputs,
    isCached,
    keep: () => {
      if (isCached) return;
      cache.set(key, found.outputs, cacheSeconds);
      sharedCache?.set(key, found.outputs, cacheSeconds);
    },
    headers: { 'x-slipway-cache': isCached ? 'hit' : 'miss' },
  };
}

/** runAlone is a run that is neither kept nor shared. */
export async function runAlone(run: () => Promise<Tensors>): Promise<Found> {
  return { outputs: await run(), isCached: false, keep: () => undefined, headers: {} };
}
