import type { GuardrailEvidence, MeasureEvidence, RequestFailures, RolloutObservation } from '@slipway/contracts';
import { heldByChecks } from './checks.js';
import type { Decision, JudgedArm } from './decide.js';
import { eventEvidence, requestFailures, splitEvidence, type SplitEvidence } from './evidence.js';
import { judgeArms, splitOfArms } from './judge-arms.js';
import { measureEvidence } from './measures.js';
import { decideByPlan, stepsOfPlan } from './strategies/strategy-of.js';

/** Judgement is a decision with the evidence behind it; of an A/B test that of its first candidate, and of all of them in `arms`. */
export interface Judgement {
  decision: Decision;
  /** Errors first. */
  guardrails: GuardrailEvidence[];
  measures: MeasureEvidence[];
  failures: RequestFailures;
  split: SplitEvidence;
  arms: JudgedArm[];
}

/** judge turns what was counted into evidence and decides. */
export function judge({ arms: armsSeen, plan, ...observation }: RolloutObservation): Judgement {
  const { policy, counts } = observation;
  const isOfSeveral = plan.strategy === 'ab_test';
  const arms = isOfSeveral ? judgeArms(armsSeen, plan, policy) : [];
  const errors = counts.guardrails.find(({ name }) => name === 'errors')?.segments ?? [];
  const evidence = {
    guardrails: arms[0]?.guardrails ?? eventEvidence(counts, policy),
    measures: arms[0]?.measures ?? measureEvidence(counts, policy),
    failures: arms[0]?.failures ?? requestFailures(counts.requests, policy.thetaHarm),
    split: isOfSeveral ? splitOfArms(armsSeen) : splitEvidence(errors),
    arms,
  };
  const stepStartedAt = new Date(observation.stepStartedAt);
  const situation = { ...observation, ...evidence, stepStartedAt, steps: stepsOfPlan(plan) };
  const decided = decideByPlan(plan, situation, new Date(observation.at));
  // Of several candidates each has checks of its own, which its strategy looks at.
  return { decision: isOfSeveral ? decided : heldByChecks(decided, observation), ...evidence };
}
