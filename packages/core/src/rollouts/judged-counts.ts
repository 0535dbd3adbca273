import type { RolloutCounts } from '@slipway/contracts';
import { pairedSegment, type ServingService } from '../serving/index.js';
import type { RolloutRow } from './rollouts.repository.js';

type Counted = Pick<RolloutRow, 'strategy' | 'endpointId' | 'firstConfig' | 'toVersionId'>;

/** judgedCounts is what a rollout is judged by: requests drawn by lot, config by config; in shadow the same requests at both versions. */
export async function judgedCounts(serving: ServingService, row: Counted): Promise<RolloutCounts> {
  const { strategy, endpointId, firstConfig: fromConfig, toVersionId: versionId } = row;
  if (strategy !== 'shadow') return serving.evidence.counts(endpointId, fromConfig, versionId);
  const counted = await serving.shadows.counts({ endpointId, fromConfig, versionId });
  const segments = counted.pairs === 0 ? [] : [pairedSegment(fromConfig, counted)];
  return { guardrails: [{ name: 'errors', segments }], requests: segments };
}
