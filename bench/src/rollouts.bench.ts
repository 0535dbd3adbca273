import { RolloutPolicy, type RolloutStep } from '@slipway/contracts';
import {
  medianSeconds,
  shareOf,
  simulateRollout,
  type EventRates,
  type SimulatedEnd,
  type SimulatedRollout,
} from '@slipway/core';
import { seededRandom } from '@slipway/stats';
import type { Bench, Figure } from './bench.js';

const RUNS = 1_000;
/** With all guardrails each look costs six times as much, and keyed rollouts are played request by request. */
const FEWER_RUNS = 200;
const SEED = 20_261_121;
const ALPHA = 0.05;
const tenPercent: RolloutStep[] = [{ weightBp: 1000, holdSeconds: 86_400 }];
const atOnce: RolloutStep[] = [{ weightBp: 1000, holdSeconds: 0 }];
const half: RolloutStep[] = [{ weightBp: 5000, holdSeconds: 0 }];
const ramp: RolloutStep[] = [100, 500, 1000, 2500, 5000].map((weightBp) => ({ weightBp, holdSeconds: 360 }));
const usual: RolloutStep[] = [
  { weightBp: 1000, holdSeconds: 60 },
  { weightBp: 5000, holdSeconds: 60 },
  { weightBp: 10_000, holdSeconds: 0 },
];

/** One guardrail, no floor of harm: how the table of specs/rollouts.md 3.3 was made. */
const bare = RolloutPolicy.parse({ guardrails: ['errors'], thetaHarm: 1 });
const byDefault = RolloutPolicy.parse({});
/** With a margin of almost nothing the absolute e-value falls to 0 at the first error, so that the mean reaches 10 when the relative one, which the table shows, reaches 20. */
const relativeOnly = RolloutPolicy.parse({ guardrails: ['errors'], alpha: 0.1, pMax: 1e-9 });

type Plan = Omit<SimulatedRollout, 'lookSeconds' | 'horizonSeconds'>;

const errors = (requestsPerSecond: number, factor: number): Plan['traffic'] => ({
  requestsPerSecond,
  stable: { errors: 0.005 },
  candidate: { errors: 0.005 * factor },
});
const rates = (factor: number): EventRates => ({
  errors: 0.005 * factor,
  timeouts: 0.001 * factor,
  invalid_outputs: 0.0005 * factor,
  latency_p50: 0.5,
  latency_p95: 0.05,
  latency_p99: 0.01,
});
const all = (requestsPerSecond: number, factor: number, keys: number | null = null): Plan['traffic'] => ({
  requestsPerSecond,
  stable: rates(1),
  candidate: rates(factor),
  keys,
});

const table = (traffic: Plan['traffic'], steps = tenPercent): Plan => ({ traffic, steps, policy: bare, isTimed: true });
const promotion = (steps: RolloutStep[], thetaNi: number): Plan => ({
  traffic: errors(100, 1),
  steps,
  policy: { ...relativeOnly, thetaNi },
});
const byPolicy = (traffic: Plan['traffic'], steps: RolloutStep[], more: Partial<Plan> = {}): Plan => ({
  traffic,
  steps,
  policy: byDefault,
  ...more,
});

/** rolloutsBench simulates rollouts on the code that decides real ones: how often an equal candidate is rolled back, and how soon a bad one is. */
export const rolloutsBench: Bench = {
  name: 'rollouts',
  about:
    'simulated rollouts of 30 minutes, looked at each 5 s: one guardrail as in the published table, then all of them',
  run: async () => [
    wrong('equal at 10 %, 100 requests/s', table(errors(100, 1))),
    wrong('equal at 10 %, 10 requests/s', table(errors(10, 1))),
    wrong('equal on a ramp', table(errors(100, 1), ramp)),
    seconds('2x errors', 'roll_back', 225, table(errors(100, 2))),
    seconds('4x errors', 'roll_back', 35, table(errors(100, 4))),
    seconds('10x errors', 'roll_back', 10, table(errors(100, 10))),
    seconds('10x errors, 10 requests/s', 'roll_back', 65, table(errors(10, 10))),
    seconds('100x errors, 10 requests/s', 'roll_back', 10, table(errors(10, 100))),
    seconds('4x errors on a ramp', 'roll_back', 260, table(errors(100, 4), ramp)),
    seconds('equal, promoted at 10 %', 'complete', 230, promotion(atOnce, 2)),
    seconds('equal, promoted at 50 %', 'complete', 115, promotion(half, 2)),
    seconds('equal, promoted at 50 %, margin 1.5', 'complete', 357, promotion(half, 1.5)),
    wrong('all guardrails: equal at 10 %', byPolicy(all(100, 1), tenPercent)),
    wrong('all guardrails: equal, as decided', byPolicy(all(100, 1), usual)),
    wrong('all guardrails: equal on a ramp', byPolicy(all(100, 1), ramp, { isTimed: true })),
    wrong('all guardrails: equal, 10 requests/s', byPolicy(all(10, 1), usual)),
    wrong('all guardrails: equal, 1,000 keys', byPolicy(all(100, 1, 1000), usual)),
    wrong('all guardrails: equal, 1,000 keys on a ramp', byPolicy(all(100, 1, 1000), ramp, { isTimed: true })),
    { ...median('all guardrails: 4x errors', 'roll_back', byPolicy(all(100, 4), tenPercent)), atMost: 75 },
    { ...median('all guardrails: 10x errors', 'roll_back', byPolicy(all(100, 10), tenPercent)), atMost: 20 },
    { ...promoted('all guardrails: equal', byPolicy(all(100, 1), usual)), atLeast: 0.95 },
    { ...promoted('all guardrails: at the margin', byPolicy(all(100, 2), usual)), atMost: ALPHA },
    { ...promoted('all guardrails: no errors', byPolicy(all(100, 0), usual)), atLeast: 1 },
  ],
};

const wrong = (name: string, plan: Plan): Figure => ({
  name: `rolled back: ${name}`,
  value: shareOf(ends(plan), 'roll_back'),
  unit: 'of rollouts',
  atMost: ALPHA,
});

const promoted = (name: string, plan: Plan): Figure => ({
  name: `promoted: ${name}`,
  value: shareOf(ends(plan), 'complete'),
  unit: 'of rollouts',
});

const median = (name: string, act: SimulatedEnd['act'], plan: Plan): Figure => ({
  name: `median: ${name}`,
  value: medianSeconds(ends(plan), act) ?? Infinity,
  unit: 's',
});

/** Within 10 % of the published table. */
const seconds = (name: string, act: SimulatedEnd['act'], published: number, plan: Plan): Figure => ({
  ...median(name, act, plan),
  atLeast: 0.9 * published,
  atMost: 1.1 * published,
});

function ends(plan: Plan): SimulatedEnd[] {
  const random = seededRandom(SEED);
  const runs = plan.policy === byDefault ? FEWER_RUNS : RUNS;
  return Array.from({ length: runs }, () => simulateRollout({ lookSeconds: 5, horizonSeconds: 1800, ...plan }, random));
}
