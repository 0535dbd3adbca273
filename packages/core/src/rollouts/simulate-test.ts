import type { AbTestPlan, ArmObservation, NewTestSimulation, RolloutPolicy, ValueSummary } from '@slipway/contracts';
import { randomBinomial, randomNormal, randomPoisson } from '@slipway/stats';
import { judge } from './judge.js';

/** SimulatedTest is an A/B test to play through. */
export interface SimulatedTest {
  asked: NewTestSimulation;
  /** How much higher the mean of the first candidate is, as a part of stable's; all others are like stable. */
  change: number;
  lookDays: number;
}

/** SimulatedTestEnd is how a test ended; `winner` is 1 for the candidate that differs, and null when none won. */
export interface SimulatedTestEnd {
  act: 'won' | 'rolled_back' | 'undecided';
  winner: number | null;
  days: number;
  /** Of all versions together until then. */
  callers: number;
}

/** Config is the time between two changes of the shares: those of stable and of each candidate, and the values that came. */
interface Config {
  shares: number[];
  values: ValueSummary[];
}

const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;
const METRIC = 'metric';

/**
 * simulateTest plays a test through, look by look, on the code that decides real ones; the same draws give the same end. Values are summarised, never drawn
 * one by one: the mean of n of them is normal, and their variance is the one that is asked about. Nothing fails.
 */
export function simulateTest({ asked, change, lookDays }: SimulatedTest, random: () => number): SimulatedTestEnd {
  const { candidates, callersPerDay, mean, deviation, shareBp, maxDays } = asked;
  const policy: RolloutPolicy = { ...asked.policy, checks: [], metrics: [], scores: undefined, guardrails: ['errors'] };
  const plan = planOf(asked);
  const means = Array.from({ length: candidates + 1 }, (_, arm) => (arm === 1 ? mean * (1 + change) : mean));
  const share = shareBp / 10_000;
  const configs = [configOf(means.map((_, arm) => (arm === 0 ? 1 - candidates * share : share)))];
  const dropped = new Map<number, string>();
  let callers = 0;
  for (let look = 1; look * lookDays <= maxDays + lookDays / 2; look += 1) {
    const { shares, values } = configs.at(-1)!;
    splitAtRandom(randomPoisson(random, callersPerDay * lookDays), shares, random).forEach((units, arm) => {
      values[arm] = joined(
        values[arm]!,
        units,
        means[arm]! + (deviation / Math.sqrt(units)) * randomNormal(random),
        deviation,
      );
      callers += units;
    });
    const days = look * lookDays;
    const arms = plan.arms.map(({ version }): ArmObservation => armOf(version, configs, dropped.get(version) ?? null));
    const { decision } = judge({
      plan,
      policy,
      arms,
      at: new Date(days * DAY_MS).toISOString(),
      step: 0,
      stepStartedAt: new Date(0).toISOString(),
      counts: arms[0]!.counts,
      isSeen: true,
      candidateFailure: null,
      checks: [],
    });
    if (decision.act === 'complete') return { act: 'won', winner: decision.version ?? null, days, callers };
    if (decision.act === 'roll_back') return { act: 'rolled_back', winner: null, days, callers };
    if (decision.act === 'pause') break;
    if (decision.act !== 'drop') continue;
    dropped.set(decision.version, decision.why);
    const left = shares.map((one, arm) => (arm === decision.version ? 0 : one));
    configs.push(configOf([shares[0]! + shares[decision.version]!, ...left.slice(1)]));
  }
  return { act: 'undecided', winner: null, days: maxDays, callers };
}

/** Candidates are numbered from 1, in the place of versions; stable is 0. */
const planOf = ({ candidates, shareBp: weightBp, better, minDays, maxDays }: NewTestSimulation): AbTestPlan => ({
  strategy: 'ab_test',
  arms: Array.from({ length: candidates }, (_, i) => ({ version: i + 1, weightBp })),
  goal: { metric: METRIC, better },
  minSeconds: minDays * DAY_SECONDS,
  maxSeconds: maxDays * DAY_SECONDS,
  onWinner: 'promote',
  cohorts: [],
});

const configOf = (shares: number[]): Config => ({
  shares,
  values: shares.map(() => ({ units: 0, mean: 0, variance: 0 })),
});

function armOf(version: number, configs: readonly Config[], dropped: string | null): ArmObservation {
  const metric = configs.map(({ shares, values }, i) => ({
    configNumber: i + 1,
    weight: shares[version]! / (shares[0]! + shares[version]!),
    stable: values[0]!,
    candidate: values[version]!,
  }));
  const segments = metric.map(({ stable, candidate, ...segment }) => ({
    ...segment,
    stable: { units: stable.units, events: 0 },
    candidate: { units: candidate.units, events: 0 },
  }));
  const counts = {
    guardrails: [{ name: 'errors' as const, segments }],
    requests: segments,
    metrics: [{ name: METRIC, segments: metric }],
  };
  return { model: 'simulated', version, weightBp: 0, dropped, counts, checks: [], candidateFailure: null };
}

/** splitAtRandom lets each of `total` fall to one of the shares, which sum to 1. */
function splitAtRandom(total: number, shares: readonly number[], random: () => number): number[] {
  let [left, chance] = [total, 1];
  return shares.map((share, i) => {
    const own = i === shares.length - 1 ? left : randomBinomial(random, left, Math.min(1, share / chance));
    left -= own;
    chance -= share;
    return own;
  });
}

/** More values beside those so far; what lies between both means is part of the variance. */
function joined(so: ValueSummary, units: number, mean: number, deviation: number): ValueSummary {
  if (units === 0) return so;
  const all = so.units + units;
  const variance =
    (so.units * so.variance + units * deviation ** 2) / all + (so.units * units * (mean - so.mean) ** 2) / all ** 2;
  return { units: all, mean: (so.units * so.mean + units * mean) / all, variance };
}
