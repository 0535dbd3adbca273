import type { RolloutCounts } from '@slipway/contracts';
import { pairedSegment, type ServingService } from '../serving/index.js';
import type { OutcomesRepository } from './outcomes.repository.js';
import { policyOf, type RolloutRow } from './rollouts.repository.js';

/** CountSources are where counts come from: what gateways saw, and outcomes that were told later. */
export interface CountSources {
  serving: ServingService;
  outcomes: OutcomesRepository;
}

/** judgedCounts is what a rollout is judged by: requests drawn by lot, config by config; in shadow the same requests at both versions. */
export async function judgedCounts({ serving, outcomes }: CountSources, row: RolloutRow): Promise<RolloutCounts> {
  const { strategy, endpointId, firstConfig: fromConfig, toVersionId: versionId } = row;
  const policy = policyOf(row);
  if (strategy !== 'shadow') {
    const isWrongJudged = policy.guardrails.includes('wrong_predictions');
    const wrong = isWrongJudged && { wrong_predictions: await outcomes.wrong(row, policy.outcomes) };
    return serving.evidence.counts(endpointId, fromConfig, versionId, wrong || {});
  }
  const counted = await serving.shadows.counts({ endpointId, fromConfig, versionId });
  const segments = counted.pairs === 0 ? [] : [pairedSegment(fromConfig, counted)];
  return { guardrails: [{ name: 'errors', segments }], requests: segments };
}
