import type { RolloutObservation } from '@slipway/contracts';
import type { SeenRow } from '../serving/index.js';
import { judgedCounts, type CountSources } from './judged-counts.js';
import { checksOf, planOf, policyOf, type RolloutRow } from './rollouts.repository.js';
import { candidateFailure, seenBp } from './seen-candidate.js';

/** observe reads all that can be known of a rollout now, with what gateways report of its candidate. */
export async function observe(
  sources: CountSources,
  row: RolloutRow,
  now: Date,
): Promise<{ observation: RolloutObservation; seen: readonly SeenRow[] }> {
  const [counts, seen] = await Promise.all([judgedCounts(sources, row), sources.serving.seen(row.endpointId)]);
  const observation = {
    at: now.toISOString(),
    step: row.step,
    plan: planOf(row),
    policy: policyOf(row),
    stepStartedAt: row.stepStartedAt.toISOString(),
    counts,
    isSeen: seenBp(seen, row) === row.wantedBp,
    candidateFailure: candidateFailure(seen, row),
    checks: checksOf(row),
  };
  return { observation, seen };
}
