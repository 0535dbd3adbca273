import type { ArmObservation, RolloutObservation } from '@slipway/contracts';
import type { SeenRow } from '../serving/index.js';
import { drawnCounts, judgedCounts, type CountSources } from './judged-counts.js';
import { armsOf, checksOf, planOf, policyOf, type RolloutRow } from './rollouts.repository.js';
import { candidateFailure, seenBp } from './seen-candidate.js';

/** observe reads all that can be known of a rollout now, with what gateways report of its candidate. */
export async function observe(
  sources: CountSources,
  row: RolloutRow,
  now: Date,
): Promise<{ observation: RolloutObservation; seen: readonly SeenRow[] }> {
  const [counts, seen, arms] = await Promise.all([
    judgedCounts(sources, row),
    sources.serving.seen(row.endpointId),
    Promise.all(armsOf(row).map(async (arm) => ({ arm, counts: await drawnCounts(sources, row, arm.versionId) }))),
  ]);
  const observation = {
    at: now.toISOString(),
    step: row.step,
    plan: planOf(row),
    policy: policyOf(row),
    stepStartedAt: row.stepStartedAt.toISOString(),
    counts,
    isSeen: seenBp(seen, row) === row.wantedBp,
    candidateFailure: candidateFailure(seen, row, { model: row.toModel, version: row.toVersion }),
    checks: checksOf(row),
    arms: arms.map(({ arm: { model, version, weightBp, dropped, checks }, counts: counted }): ArmObservation => {
      const failure = dropped === null ? candidateFailure(seen, row, { model, version }) : null;
      return { model, version, weightBp, dropped, checks, counts: counted, candidateFailure: failure };
    }),
  };
  return { observation, seen };
}
