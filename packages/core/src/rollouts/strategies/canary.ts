import type { CanaryPlan, RequestMatch, RolloutStep } from '@slipway/contracts';
import type { RoutedRule } from '../../serving/index.js';
import { decide } from '../decide.js';
import type { Strategy } from './strategy.js';

const ALL_BP = 10_000;

/** canary moves traffic step by step, each step only with proof; a step may be for some cohorts only, and who is in stays in. */
export const canary: Strategy<CanaryPlan> = {
  steps: ({ steps }) => steps,
  assignment: (plan, step) => {
    const cohorts = plan.steps[step]?.cohorts;
    const before = plan.steps.slice(0, step);
    return {
      rules: [],
      audience: cohorts === undefined ? null : matchesOf(plan, cohorts),
      restBp: Math.max(0, ...before.filter((earlier) => earlier.cohorts === undefined).map(({ weightBp }) => weightBp)),
      floors: before.flatMap((earlier) => floorsOf(plan, earlier)),
    };
  },
  decide: (situation, plan, now) => {
    const decision = decide(situation, now);
    const next = plan.steps[situation.step + 1];
    const isForSome = next?.cohorts !== undefined && next.weightBp === ALL_BP;
    return decision.act === 'complete' && isForSome
      ? { act: 'advance', toStep: situation.step + 1, why: decision.why }
      : decision;
  },
};

const floorsOf = (plan: CanaryPlan, { cohorts = [], weightBp: candidateBp }: RolloutStep): RoutedRule[] =>
  matchesOf(plan, cohorts).map((match) => ({ match, candidateBp }));

const matchesOf = ({ cohorts }: CanaryPlan, names: readonly string[]): RequestMatch[] =>
  cohorts.filter(({ name }) => names.includes(name)).flatMap(({ anyOf }) => anyOf);
