import type { RolloutObservation } from '@slipway/contracts';
import type { SeenRow, ServingService } from '../serving/index.js';
import { judgedCounts } from './judged-counts.js';
import { checksOf, planOf, policyOf, type RolloutRow } from './rollouts.repository.js';
import { candidateFailure, seenBp } from './seen-candidate.js';

/** observe reads all that can be known of a rollout now, with what gateways report of its candidate. */
export async function observe(
  serving: ServingService,
  row: RolloutRow,
  now: Date,
): Promise<{ observation: RolloutObservation; seen: readonly SeenRow[] }> {
  const [counts, seen] = await Promise.all([judgedCounts(serving, row), serving.seen(row.endpointId)]);
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
