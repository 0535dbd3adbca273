import type { RolloutPlan, RoutingRule, ShownStep } from '@slipway/contracts';
import type { Assignment } from '../../serving/index.js';
import type { Decision, Situation } from '../decide.js';
import { abTest } from './ab-test.js';
import { blueGreen } from './blue-green.js';
import { canary } from './canary.js';
import { shadow } from './shadow.js';
import type { Strategy } from './strategy.js';

const ALL_BP = 10_000;

/** stepsOfPlan are the shares of traffic that a plan passes through. */
export const stepsOfPlan = (plan: RolloutPlan): ShownStep[] => strategyOf(plan).steps(plan);

/** assignmentAt says whose requests are shared at a step of a plan; the rollout's own rules go before the plan's. */
export function assignmentAt(plan: RolloutPlan, rules: readonly RoutingRule[], step: number): Assignment {
  const planned = strategyOf(plan).assignment(plan, step);
  const own = rules.map(({ to, ...rule }) => ({ ...rule, candidateBp: to === 'candidate' ? ALL_BP : 0 }));
  return { ...planned, rules: [...own, ...planned.rules] };
}

/** decideByPlan says what a rollout does next under its plan. */
export const decideByPlan = (plan: RolloutPlan, situation: Situation, now: Date): Decision =>
  strategyOf(plan).decide(situation, plan, now);

/** Each plan goes to the strategy of its name, which the compiler cannot follow through a look-up. */
function strategyOf(plan: RolloutPlan): Strategy {
  switch (plan.strategy) {
    case 'canary':
      return canary as Strategy;
    case 'blue_green':
      return blueGreen as Strategy;
    case 'shadow':
      return shadow as Strategy;
    case 'ab_test':
      return abTest as Strategy;
  }
}
