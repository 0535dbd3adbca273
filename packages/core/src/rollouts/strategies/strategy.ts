import type { RolloutPlan, ShownStep } from '@slipway/contracts';
import type { Assignment } from '../../serving/index.js';
import type { Decision, Situation } from '../decide.js';

/** Strategy is one way to move traffic to a candidate: its steps, who is shared at each, and what follows from what is seen. Pure. */
export interface Strategy<P extends RolloutPlan = RolloutPlan> {
  /** Shares of traffic in their order. */
  steps: (plan: P) => ShownStep[];
  /** Whose requests are shared at a step. */
  assignment: (plan: P, step: number) => Assignment;
  /** What happens next; `plan` is what the situation's steps were made from. */
  decide: (situation: Situation, plan: P, now: Date) => Decision;
}
