import type { RolloutCounts, RolloutPolicy } from '@slipway/contracts';

/** FailureBudget is how many candidate requests failed, and how many of them beyond what thetaHarm times stable's rate explains, against the budget. */
export interface FailureBudget {
  failures: number;
  excess: number;
  budget: number;
}

/** failureBudget sums up requests config by config, as the deciding pass does; where stable answered nothing, every failure counts. Never below zero. */
export function failureBudget(
  { thetaHarm, badRequestBudget }: Pick<RolloutPolicy, 'thetaHarm' | 'badRequestBudget'>,
  { requests }: RolloutCounts,
): FailureBudget {
  const failures = requests.reduce((sum, { candidate }) => sum + candidate.events, 0);
  const excess = requests.reduce((sum, { stable, candidate }) => {
    const stableRate = stable.units === 0 ? 0 : stable.events / stable.units;
    return sum + candidate.events - thetaHarm * stableRate * candidate.units;
  }, 0);
  return { failures, excess: Math.max(0, Math.floor(excess)), budget: badRequestBudget };
}
