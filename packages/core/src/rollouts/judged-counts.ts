import type { RolloutCounts } from '@slipway/contracts';
import { pairedSegment, type ServingService } from '../serving/index.js';
import { metricCounts, type MetricsRepository } from './metrics.repository.js';
import type { OutcomesRepository } from './outcomes.repository.js';
import { planOf, policyOf, type RolloutRow } from './rollouts.repository.js';

/** CountSources are where counts come from: what gateways saw, and outcomes that were told later. */
export interface CountSources {
  serving: ServingService;
  outcomes: OutcomesRepository;
  metrics: MetricsRepository;
}

/** judgedCounts is what a rollout is judged by: requests drawn by lot, config by config; in shadow the same requests at both versions. */
export async function judgedCounts(sources: CountSources, row: RolloutRow): Promise<RolloutCounts> {
  const { strategy, endpointId, firstConfig: fromConfig, toVersionId: versionId } = row;
  if (strategy !== 'shadow') return drawnCounts(sources, row, versionId);
  const counted = await sources.serving.shadows.counts({ endpointId, fromConfig, versionId });
  const segments = counted.pairs === 0 ? [] : [pairedSegment(fromConfig, counted)];
  return { guardrails: [{ name: 'errors', segments }], requests: segments, metrics: [] };
}

/** drawnCounts is what stable and one candidate of a rollout are judged by. */
export async function drawnCounts(
  { serving, outcomes, metrics }: CountSources,
  row: RolloutRow,
  versionId: string,
): Promise<RolloutCounts> {
  const { endpointId, firstConfig } = row;
  const { guardrails, outcomes: judgedBy, scores } = policyOf(row);
  const names = metricNames(row);
  const [wrong, values, moved] = await Promise.all([
    guardrails.includes('wrong_predictions') ? outcomes.wrong(row, judgedBy) : null,
    names.length === 0 ? [] : metrics.summaries(row, names),
    scores === undefined ? null : serving.evidence.scores(endpointId, firstConfig, versionId),
  ]);
  const told = wrong === null ? {} : { wrong_predictions: wrong };
  const counts = await serving.evidence.counts(endpointId, firstConfig, versionId, told);
  const shares = names.length === 0 ? null : await serving.evidence.shares(endpointId, firstConfig, versionId);
  return {
    ...counts,
    ...(shares !== null && { metrics: metricCounts(names, values, shares) }),
    ...(moved !== null && { scores: moved }),
  };
}

/** The metrics of the policy, and the goal of an A/B test. */
function metricNames(row: RolloutRow): string[] {
  const plan = planOf(row);
  const goal = plan.strategy === 'ab_test' ? [plan.goal.metric] : [];
  return [...new Set([...policyOf(row).metrics.map(({ name }) => name), ...goal])];
}
