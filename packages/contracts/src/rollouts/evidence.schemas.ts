import { z } from 'zod';
import { MetricCounts, ScoreCounts } from './measures.schemas.js';

/**
 * GuardrailName is what must not happen more often at the candidate. A latency guardrail counts units that were slower than a quantile which the
 * stable version had before the comparison. Wrong predictions are known from outcomes that come in later.
 */
export const GuardrailName = z.enum([
  'errors',
  'timeouts',
  'invalid_outputs',
  'latency_p50',
  'latency_p95',
  'latency_p99',
  'wrong_predictions',
]);
export type GuardrailName = z.infer<typeof GuardrailName>;

/** GuardrailEvidence is one guardrail's counts, effect and e-values against their limits. */
export const GuardrailEvidence = z.object({
  name: GuardrailName,
  stable: z.object({ units: z.number().int(), events: z.number().int() }),
  candidate: z.object({ units: z.number().int(), events: z.number().int() }),
  ratio: z.number().nullable(),
  harmE: z.number(),
  harmLimit: z.number(),
  safeE: z.number(),
  safeLimit: z.number(),
  carriedBy: z.enum(['relative', 'absolute']).nullable(),
  verdict: z.enum(['safe', 'not_yet', 'harmful', 'no_data']),
});
export type GuardrailEvidence = z.infer<typeof GuardrailEvidence>;

/** EvidenceSegment is the raw counts under one config, with the candidate's share of the draws. */
export const EvidenceSegment = z.object({
  configNumber: z.number().int(),
  weight: z.number(),
  stable: z.object({ units: z.number().int(), events: z.number().int() }),
  candidate: z.object({ units: z.number().int(), events: z.number().int() }),
});
export type EvidenceSegment = z.infer<typeof EvidenceSegment>;

/** RequestFailures are the candidate's requests, however often the same key sent one, and how many failed more than thetaHarm times stable's rate explains. */
export const RequestFailures = z.object({ requests: z.number().int(), failures: z.number().int(), excess: z.number() });
export type RequestFailures = z.infer<typeof RequestFailures>;

/** GuardrailCounts is all that was counted for one guardrail, by config. */
export const GuardrailCounts = z.object({ name: GuardrailName, segments: z.array(EvidenceSegment) });
export type GuardrailCounts = z.infer<typeof GuardrailCounts>;

/**
 * RolloutCounts is what every decision can be recomputed from: units of each guardrail that can be measured (errors always can), and, in place of
 * units, all requests with those that failed.
 */
export const RolloutCounts = z.object({
  guardrails: z.array(GuardrailCounts),
  requests: z.array(EvidenceSegment),
  metrics: z.array(MetricCounts).default([]).describe('business metrics of the policy'),
  scores: ScoreCounts.optional().describe('where the policy bounds how far scores may move'),
});
export type RolloutCounts = z.infer<typeof RolloutCounts>;
