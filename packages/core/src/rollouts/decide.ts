import type { GuardrailEvidence, RolloutPolicy, RolloutStep } from '@slipway/contracts';
import { unitsToSafety } from './evidence.js';

/** Situation is everything a decision is made from. */
export interface Situation {
  step: number;
  steps: readonly RolloutStep[];
  policy: RolloutPolicy;
  stepStartedAt: Date;
  errors: GuardrailEvidence;
  /** True once every live gateway answers by the step's weight. */
  isSeen: boolean;
  /** Why the candidate cannot run, as a gateway reports it; null while it can. */
  candidateFailure: string | null;
}

/** Decision is what happens next, and why; the screen shows the reason and the log keeps it. */
export type Decision =
  | { act: 'advance'; toStep: number; why: string }
  | { act: 'hold'; lookAgainAt: Date; why: string }
  | { act: 'pause'; why: string }
  | { act: 'roll_back'; why: string }
  | { act: 'complete'; why: string };

const LOOK_MS = 1_000;
const ALL_BP = 10_000;
const UNSEEN = 'safe so far, but not every gateway answers by this weight yet';

/** decide judges a running canary. Rolling back beats promoting; evidence that says neither holds, and holds at most `maxHoldSeconds`. */
export function decide(situation: Situation, now: Date): Decision {
  const { step, steps, policy, stepStartedAt, errors, isSeen } = situation;
  const harm = harmOf(situation);
  if (harm !== null) return { act: 'roll_back', why: harm };
  const current = steps[step];
  const heldSeconds = (now.getTime() - stepStartedAt.getTime()) / 1000;
  if (current === undefined) return { act: 'complete', why: 'no step is left' };
  const isHeld = heldSeconds >= current.holdSeconds;
  if (errors.verdict === 'safe' && isHeld && isSeen) return forward(step, steps, errors);
  if (heldSeconds > Math.max(policy.maxHoldSeconds, current.holdSeconds)) {
    return {
      act: 'pause',
      why: `inconclusive for ${Math.round(heldSeconds)} s: ${errors.verdict === 'safe' ? UNSEEN : notYet(errors, policy)}; a person decides`,
    };
  }
  const lookAgainAt = new Date(now.getTime() + LOOK_MS);
  if (errors.verdict === 'safe')
    return {
      act: 'hold',
      lookAgainAt,
      why: isHeld ? UNSEEN : `safe so far; this step lasts ${Math.ceil(current.holdSeconds - heldSeconds)} s more`,
    };
  return { act: 'hold', lookAgainAt, why: notYet(errors, policy) };
}

function harmOf({ policy, errors, candidateFailure }: Situation): string | null {
  const { units, events } = errors.candidate;
  if (candidateFailure !== null) return `the candidate cannot run: ${candidateFailure}`;
  if (units >= policy.failFirst && units === events) return `the first ${units} requests to the candidate all failed`;
  if (errors.harmE >= errors.harmLimit)
    return `errors ${describeRatio(errors)} (${events} of ${units} requests failed, e ${short(errors.harmE)}, limit ${short(errors.harmLimit)})`;
  if (events >= policy.badRequestBudget)
    return `${events} requests failed at the candidate, the budget is ${policy.badRequestBudget}`;
  return null;
}

function forward(step: number, steps: readonly RolloutStep[], errors: GuardrailEvidence): Decision {
  const next = steps[step + 1];
  const proof = `errors shown safe (e ${short(errors.safeE)}, limit ${short(errors.safeLimit)}, ${errors.candidate.events} of ${errors.candidate.units} failed)`;
  if (next === undefined || next.weightBp === ALL_BP) return { act: 'complete', why: proof };
  return { act: 'advance', toStep: step + 1, why: proof };
}

function notYet(errors: GuardrailEvidence, policy: RolloutPolicy): string {
  if (errors.verdict === 'no_data') return 'no candidate traffic yet';
  const more = unitsToSafety(errors, policy);
  const needs =
    more === null ? 'fewer failures' : `about ${more.toLocaleString('en')} more candidate requests without a failure`;
  return `not yet shown safe (e ${short(errors.safeE)}, needs ${short(errors.safeLimit)}: ${needs}); no harm found`;
}

function describeRatio({ ratio, stable, candidate }: GuardrailEvidence): string {
  if (ratio !== null) return `${short(ratio)}x`;
  return stable.events === 0 && candidate.events > 0 ? 'at the candidate only' : 'higher';
}

const short = (value: number): string =>
  value >= 1000 ? value.toExponential(1) : value >= 10 ? value.toFixed(0) : value.toFixed(1);
