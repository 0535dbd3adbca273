import { z } from 'zod';
import { LabelName, Timestamp } from '../kernel/names.js';

/**
 * CheckedTraffic is a number of one version of late: of its traffic, or of what the replica that takes the most takes, memory in MiB or processors kept busy.
 * A version that runs in the gateway itself has no processors of its own.
 */
export const CheckedTraffic = z.enum([
  'p50_ms',
  'p95_ms',
  'p99_ms',
  'error_rate',
  'requests_per_second',
  'memory_mb',
  'cpu_cores',
]);
export type CheckedTraffic = z.infer<typeof CheckedTraffic>;

const TrafficSource = z.strictObject({
  kind: z.literal('traffic'),
  metric: CheckedTraffic,
  relativeToStable: z.boolean().default(false).describe('the candidate’s number divided by stable’s'),
  windowSeconds: z.number().int().min(10).max(3_600).default(60).describe('how far back it looks'),
});

const PrometheusSource = z.strictObject({
  kind: z.literal('prometheus'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe('the server’s address, without /api/v1/query'),
  query: z
    .string()
    .min(1)
    .max(4_000)
    .describe('gives one number; {{endpoint}}, {{version}} and {{stableVersion}} are put in'),
});

const WebhookSource = z.strictObject({
  kind: z.literal('webhook'),
  channel: LabelName.describe('a channel of the kind webhook; it answers {"value": number}'),
});

/** CheckSource is where the number of a check comes from. */
export const CheckSource = z.discriminatedUnion('kind', [TrafficSource, PrometheusSource, WebhookSource]);
export type CheckSource = z.infer<typeof CheckSource>;

/**
 * RolloutCheck is a plain threshold beside the guardrails, read each five seconds: a number that must stay in its range. It is no statistics, so alpha
 * says nothing about it. A number that is not known is neither in its range nor out of it: the rollout holds.
 */
export const RolloutCheck = z
  .strictObject({
    name: LabelName,
    source: CheckSource,
    min: z.number().optional(),
    max: z.number().optional(),
    failureLimit: z.number().int().min(1).max(1_000).default(3).describe('so many readings in a row out of range act'),
    onBreach: z.enum(['roll_back', 'pause']).default('roll_back'),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'needs min, max or both')
  .refine(({ min = -Infinity, max = Infinity }) => min <= max, 'min lies above max');
export type RolloutCheck = z.infer<typeof RolloutCheck>;

/** CheckReading is the last reading of a check. */
export const CheckReading = z.object({
  name: z.string(),
  at: Timestamp,
  value: z.number().nullable().describe('null while it is not known'),
  detail: z.string().describe('why it is not known; else empty'),
  state: z.enum(['ok', 'breached', 'unknown']),
  failuresInRow: z.number().int(),
});
export type CheckReading = z.infer<typeof CheckReading>;
