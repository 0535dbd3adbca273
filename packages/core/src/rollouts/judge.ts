import type {
  EvidenceSegment,
  GuardrailEvidence,
  GuardrailName,
  MeasureEvidence,
  RequestFailures,
  RolloutObservation,
} from '@slipway/contracts';
import type { Decision } from './decide.js';
import { guardrailEvidence, requestFailures, splitEvidence, type SplitEvidence } from './evidence.js';
import { guardrailsOf } from './guardrails.js';
import { heldByChecks } from './checks.js';
import { measureEvidence } from './measures.js';
import { decideByPlan, stepsOfPlan } from './strategies/strategy-of.js';

/** Judgement is a decision with the evidence behind it. */
export interface Judgement {
  decision: Decision;
  /** Errors first. */
  guardrails: GuardrailEvidence[];
  measures: MeasureEvidence[];
  failures: RequestFailures;
  split: SplitEvidence;
}

/** judge turns what was counted into evidence and decides. A guardrail of the policy that cannot be measured is not judged, and keeps its share of alpha. */
export function judge({ counts, plan, ...observation }: RolloutObservation): Judgement {
  const { policy } = observation;
  const segmentsOf = (name: GuardrailName): EvidenceSegment[] | undefined =>
    counts.guardrails.find((one) => one.name === name)?.segments;
  const guardrails = guardrailsOf(policy).flatMap((guardrail) => {
    const segments = segmentsOf(guardrail.name);
    return segments === undefined ? [] : [guardrailEvidence(guardrail, segments, policy)];
  });
  const measures = measureEvidence(counts, policy);
  const failures = requestFailures(counts.requests, policy.thetaHarm);
  const split = splitEvidence(segmentsOf('errors') ?? []);
  const stepStartedAt = new Date(observation.stepStartedAt);
  const situation = { ...observation, stepStartedAt, steps: stepsOfPlan(plan), guardrails, measures, failures, split };
  const decision = heldByChecks(decideByPlan(plan, situation, new Date(observation.at)), observation);
  return { decision, guardrails, measures, failures, split };
}
