import type { FrozenBaseline, RolloutPolicy } from '@slipway/contracts';
import type { LatencySketch } from '@slipway/stats';

const FEWEST_ANSWERS = 100;

/**
 * freezeBaseline fixes from when on an answer counts as slow: beyond the stable version's p50, p95 and p99, and never below the policy's floor, as nobody
 * feels a difference there. Null while it has answered fewer than 100 times. Any threshold is fair to both versions as long as
 * only what comes after it is counted.
 */
export function freezeBaseline(
  latencies: Pick<LatencySketch, 'count' | 'quantile'>,
  { latencyFloorMs }: Pick<RolloutPolicy, 'latencyFloorMs'>,
  now: Date,
): FrozenBaseline | null {
  if (latencies.count < FEWEST_ANSWERS) return null;
  const beyond = (quantile: number): number => Math.max(latencyFloorMs, latencies.quantile(quantile));
  return {
    at: now.toISOString(),
    requests: latencies.count,
    slowMs: { latency_p50: beyond(0.5), latency_p95: beyond(0.95), latency_p99: beyond(0.99) },
  };
}
