import { createHash } from 'node:crypto';
import type { RolloutCounts, RolloutDecision, RolloutObservation, DecisionReplay } from '@slipway/contracts';
import { judge } from './judge.js';
import { stepsOfPlan } from './strategies/strategy-of.js';

/**
 * replayDecision makes a recorded decision again from its stored observation; `counts` in the place of the stored ones show what would change it. A person's act is no
 * decision of Slipway's, so it is neither confirmed nor denied. The same decision is the same act to the same step: its words may be said better by a later Slipway.
 */
export function replayDecision(
  recorded: RolloutDecision,
  stored: RolloutObservation,
  counts?: RolloutCounts,
): DecisionReplay {
  const observation = counts === undefined ? stored : { ...stored, counts };
  const { decision, guardrails, measures } = judge(observation);
  const { act, why } = decision;
  const last = stepsOfPlan(observation.plan).length - 1;
  const toStep = decision.act === 'advance' ? decision.toStep : act === 'complete' ? last : observation.step;
  const isSame = act === recorded.act && toStep === recorded.toStep;
  const agrees = recorded.isAutomatic ? isSame : null;
  return { recorded, replayed: { act, toStep, why }, agrees, guardrails, measures, observation };
}

/** configHash is the sha256 of the plan and the policy that a decision was made by, with their keys in order: equal hashes mean equal rules. */
export function configHash({ plan, policy }: Pick<RolloutObservation, 'plan' | 'policy'>): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered({ plan, policy })))
    .digest('hex');
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, ordered(one)]));
}
