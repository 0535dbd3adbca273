import { z } from 'zod';
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
