import type { BlueGreenPlan } from '@slipway/contracts';
import { everybody } from '../../serving/index.js';
import { decide, type Decision, type Situation } from '../decide.js';
import type { Strategy } from './strategy.js';

const LOOK_MS = 1_000;
const TEST_STEP = 0;

/**
 * blueGreen warms and tests the candidate without traffic, switches everybody at once, and keeps the former version loaded beside it. As nobody is left to
 * compare with, safety after the switch is shown against the policy's absolute rate, and the immediate rules and the budget of failures hold.
 */
export const blueGreen: Strategy<BlueGreenPlan> = {
  steps: ({ testSeconds, keepSeconds }) => [
    { weightBp: 0, holdSeconds: testSeconds },
    { weightBp: 10_000, holdSeconds: keepSeconds },
  ],
  assignment: () => everybody,
  decide: (situation, plan, now) =>
    situation.step === TEST_STEP ? test(situation, plan, now) : decide(situation, now),
};

function test(
  { candidateFailure, isSeen, stepStartedAt, policy }: Situation,
  plan: BlueGreenPlan,
  now: Date,
): Decision {
  if (candidateFailure !== null) return { act: 'roll_back', why: `the candidate cannot run: ${candidateFailure}` };
  const heldSeconds = (now.getTime() - stepStartedAt.getTime()) / 1_000;
  const isTested = heldSeconds >= plan.testSeconds;
  if (isSeen && isTested && plan.switchBy === 'slipway')
    return { act: 'advance', toStep: TEST_STEP + 1, why: `warm at every gateway and tested for ${plan.testSeconds} s` };
  if (heldSeconds > Math.max(policy.maxHoldSeconds, plan.testSeconds))
    return { act: 'pause', why: `not switched for ${Math.round(heldSeconds)} s; a person decides` };
  const lookAgainAt = new Date(now.getTime() + LOOK_MS);
  return { act: 'hold', lookAgainAt, why: waitsFor(isSeen, Math.ceil(plan.testSeconds - heldSeconds)) };
}

function waitsFor(isSeen: boolean, secondsLeft: number): string {
  if (!isSeen) return 'the candidate is not warm at every gateway yet';
  return secondsLeft > 0
    ? `warm and without traffic; it is tested for ${secondsLeft} s more`
    : 'warm and tested; a person switches by skipping this step';
}
