import { z } from 'zod';
import { BetterWhen } from './measures.schemas.js';
import { RolloutPolicy } from './rollouts.schemas.js';
import { CanaryPlan, RolloutStep } from './strategies.schemas.js';

/** NewSimulation describes made-up traffic and the rules of a canary: what would happen to candidates that fail so many times as often as stable? */
export const NewSimulation = z.strictObject({
  requestsPerSecond: z.number().gt(0).max(100_000).default(100),
  errorRate: z.number().min(0).max(0.5).default(0.005).describe('how often the stable version fails'),
  keys: z
    .number()
    .int()
    .min(2)
    .max(100_000)
    .nullable()
    .default(null)
    .describe('how many routing keys callers have, the k-th used in proportion to 1/k; null for requests without keys'),
  ratios: z
    .array(z.number().min(0).max(100))
    .min(1)
    .max(6)
    .default([1, 2, 4, 10])
    .describe('how many times as often as stable the candidate fails; 1 is an equal one'),
  steps: z.array(RolloutStep).min(1).max(20).default(CanaryPlan.parse({}).steps),
  policy: RolloutPolicy.prefault({}),
  horizonSeconds: z.number().int().min(60).max(86_400).default(1_800),
});
export type NewSimulation = z.infer<typeof NewSimulation>;

/** SimulationCurve is what became of the simulated rollouts of one candidate; shares are of all `runs`, seconds are medians over all of them. */
export const SimulationCurve = z.object({
  ratio: z.number(),
  runs: z.number().int(),
  rolledBack: z.number(),
  promoted: z.number(),
  secondsToRollBack: z.number().nullable().describe('null when fewer than half were rolled back'),
  secondsToPromote: z.number().nullable().describe('null when fewer than half were promoted'),
  badRequests: z.number().describe('failed requests at the candidate, the median'),
  points: z.array(z.object({ seconds: z.number(), rolledBack: z.number(), promoted: z.number() })),
});
export type SimulationCurve = z.infer<typeof SimulationCurve>;

/** Simulation is one curve a ratio, made by the code that decides real rollouts. */
export const Simulation = z.object({
  lookSeconds: z.number(),
  horizonSeconds: z.number().int(),
  curves: z.array(SimulationCurve),
});
export type Simulation = z.infer<typeof Simulation>;

/** NewTestSimulation describes the values of an A/B test's metric: how long until a candidate that is so much better wins, and how often does a wrong one? */
export const NewTestSimulation = z.strictObject({
  callersPerDay: z
    .number()
    .min(10)
    .max(100_000_000)
    .default(10_000)
    .describe('whose value comes in, each counted once'),
  mean: z.number().default(0.1).describe('of the metric at stable; of a rate the rate'),
  deviation: z
    .number()
    .gt(0)
    .default(0.3)
    .describe('standard deviation of single values; of a rate the root of rate x (1 - rate)'),
  candidates: z.number().int().min(1).max(8).default(1).describe('one that differs, and others that are like stable'),
  shareBp: z.number().int().min(1).max(9_999).default(5_000).describe('of each candidate; stable has the rest'),
  changes: z
    .array(z.number().min(-1).max(10))
    .min(1)
    .max(6)
    .default([0, 0.02, 0.05, 0.1])
    .describe('how much higher the mean of the one that differs is, as a part of stable’s; 0 is an equal one'),
  better: BetterWhen.default('higher'),
  minDays: z.number().min(0).max(30).default(1),
  maxDays: z.number().min(0.01).max(90).default(14),
  policy: RolloutPolicy.prefault({}),
});
export type NewTestSimulation = z.infer<typeof NewTestSimulation>;

/** TestSimulationCurve is what became of the simulated tests of one change; shares are of all `runs`, days and callers are medians over all of them. */
export const TestSimulationCurve = z.object({
  change: z.number(),
  runs: z.number().int(),
  won: z.number().describe('the one that differs won, and is better'),
  wonWrongly: z.number().describe('one that is no better than stable won'),
  rolledBack: z.number().describe('every candidate was taken out, so stable stays'),
  daysToWin: z.number().nullable().describe('null when fewer than half were won by the one that is better'),
  callersToWin: z.number().nullable().describe('of all versions together until then'),
  points: z.array(z.object({ days: z.number(), won: z.number(), wonWrongly: z.number() })),
});
export type TestSimulationCurve = z.infer<typeof TestSimulationCurve>;

/** TestSimulation is one curve a change, made by the code that decides real tests. */
export const TestSimulation = z.object({ lookHours: z.number(), curves: z.array(TestSimulationCurve) });
export type TestSimulation = z.infer<typeof TestSimulation>;
