import type { AbTestPlan, ArmObservation, MetricCounts, RolloutPolicy } from '@slipway/contracts';
import { meanDifference, sampleRatioLogE } from '@slipway/stats';
import type { JudgedArm } from './decide.js';
import { eventEvidence, requestFailures, splitEvidence, type SplitEvidence } from './evidence.js';
import { measureEvidence, metricMeasure, verdictOf } from './measures.js';

/**
 * judgeArms judges the candidates of an A/B test. Each may be dropped wrongly with alpha divided by their number; all comparisons by the goal, of each with
 * stable and of any two, share alpha equally, so that whatever they say together is ever wrong with a chance of alpha at most.
 */
export function judgeArms(
  arms: readonly ArmObservation[],
  { goal }: Pick<AbTestPlan, 'goal'>,
  whole: RolloutPolicy,
): JudgedArm[] {
  const policy = { ...whole, alpha: whole.alpha / arms.length };
  const level = whole.alpha / ((arms.length * (arms.length + 1)) / 2);
  const sign = goal.better === 'higher' ? 1 : -1;
  const goalOf = ({ counts }: ArmObservation): MetricCounts =>
    counts.metrics.find(({ name }) => name === goal.metric) ?? { name: goal.metric, segments: [] };
  const isBetter = (one: ArmObservation, other: ArmObservation): boolean => {
    const interval = meanDifference(besideEachOther(goalOf(other), goalOf(one)), level);
    return interval !== null && (sign > 0 ? interval.lower > 0 : interval.upper < 0);
  };
  return arms.map((arm) => {
    const { counts, checks, candidateFailure, dropped, version } = arm;
    return {
      version,
      dropped,
      checks,
      candidateFailure,
      guardrails: eventEvidence(counts, policy),
      measures: measureEvidence(counts, policy),
      failures: requestFailures(counts.requests, policy.thetaHarm),
      goal: verdictOf({ ...metricMeasure(goalOf(arm), level), better: goal.better, limit: 0 }),
      beats: arms.filter((other) => other !== arm && isBetter(arm, other)).map((other) => other.version),
    };
  });
}

/** leaderOf is the candidate that is in and whose goal looks best, shown so or not; undefined before there is anything to compare. */
export function leaderOf(arms: readonly JudgedArm[]): JudgedArm | undefined {
  const gain = ({ goal: { estimate, better } }: JudgedArm): number => (estimate ?? 0) * (better === 'higher' ? 1 : -1);
  return arms
    .filter(({ dropped, goal }) => dropped === null && goal.estimate !== null)
    .toSorted((a, b) => gain(b) - gain(a))[0];
}

/** splitOfArms tests that units fall to stable and all candidates as often as wanted, config by config. */
export function splitOfArms(arms: readonly ArmObservation[]): SplitEvidence {
  const errors = arms.map(({ counts }) => counts.guardrails.find(({ name }) => name === 'errors')?.segments ?? []);
  const numbers = new Set(errors.flat().map(({ configNumber }) => configNumber));
  const pooled = splitEvidence([]);
  for (const configNumber of numbers) {
    const drawn = errors.flatMap((segments) =>
      segments.filter((one) => one.configNumber === configNumber && one.weight > 0 && one.weight < 1),
    );
    // Of the draws between stable and one candidate the share is w; so are its odds against stable.
    const odds = [1, ...drawn.map(({ weight }) => weight / (1 - weight))];
    const all = odds.reduce((sum, one) => sum + one, 0);
    const units = [drawn[0]?.stable.units ?? 0, ...drawn.map(({ candidate }) => candidate.units)];
    const total = units.reduce((sum, one) => sum + one, 0);
    pooled.e *= Math.exp(
      sampleRatioLogE(
        units,
        odds.map((one) => one / all),
      ),
    );
    pooled.stableUnits += units[0]!;
    pooled.candidateUnits += total - units[0]!;
    pooled.expectedUnits += total * (1 - 1 / all);
  }
  return { ...pooled, e: Math.min(pooled.e, Number.MAX_SAFE_INTEGER) };
}

/** Two candidates were drawn beside each other under the configs that know both. */
function besideEachOther(a: MetricCounts, b: MetricCounts) {
  return a.segments.flatMap(({ configNumber, candidate: stable }) => {
    const beside = b.segments.find((one) => one.configNumber === configNumber);
    return beside === undefined ? [] : [{ stable, candidate: beside.candidate }];
  });
}
