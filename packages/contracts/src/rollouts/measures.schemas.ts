import { z } from 'zod';
import { LabelName } from '../kernel/names.js';

/** BetterWhen says which way a business metric is good. */
export const BetterWhen = z.enum(['higher', 'lower']);
export type BetterWhen = z.infer<typeof BetterWhen>;

/** WatchedMetric is a business metric that comes with feedback, as a guardrail: its mean must not be worse than stable's by more than `margin`. */
export const WatchedMetric = z.strictObject({
  name: LabelName,
  better: BetterWhen.default('higher'),
  margin: z.number().min(0).describe('in the metric’s own unit; 0 demands a better mean'),
});
export type WatchedMetric = z.infer<typeof WatchedMetric>;

/** WatchedScores bounds how far the distribution of the candidate's scores may lie from stable's. */
export const WatchedScores = z.strictObject({
  maxDistance: z.number().gt(0).lt(1).describe('largest difference of the two distribution functions, 0 to 1'),
});
export type WatchedScores = z.infer<typeof WatchedScores>;

/** ValueSummary is what is kept of the values of one version under one config. */
export const ValueSummary = z.object({
  units: z.number().int(),
  mean: z.number(),
  variance: z.number().describe('of the values themselves, divided by their number'),
});
export type ValueSummary = z.infer<typeof ValueSummary>;

/** MetricCounts are the values of one business metric by config, each unit once. */
export const MetricCounts = z.object({
  name: z.string(),
  segments: z.array(
    z.object({
      configNumber: z.number().int(),
      weight: z.number().describe('the candidate’s share of the draws'),
      stable: ValueSummary,
      candidate: ValueSummary,
    }),
  ),
});
export type MetricCounts = z.infer<typeof MetricCounts>;

/** ScoreCounts are units by the bin of their score, 64 bins of 0 to 1, of both versions under all weights that drew both. */
export const ScoreCounts = z.object({ stable: z.array(z.number().int()), candidate: z.array(z.number().int()) });
export type ScoreCounts = z.infer<typeof ScoreCounts>;

/**
 * MeasureEvidence is a guardrail with an interval in the place of e-values, which holds at all looks together: for a metric the candidate's mean
 * minus stable's, for scores the distance of both distributions. Bounds are null while there is too little for any.
 */
export const MeasureEvidence = z.object({
  name: z.string(),
  kind: z.enum(['metric', 'scores']),
  better: BetterWhen,
  limit: z.number().describe('how much worse, or how far away, is still safe'),
  stable: z.object({ units: z.number().int(), mean: z.number().nullable() }),
  candidate: z.object({ units: z.number().int(), mean: z.number().nullable() }),
  estimate: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  level: z.number().describe('chance that the interval ever misses'),
  isEven: z.boolean().describe('values came of both versions as often as they were drawn'),
  verdict: z.enum(['safe', 'not_yet', 'harmful', 'no_data']),
});
export type MeasureEvidence = z.infer<typeof MeasureEvidence>;
