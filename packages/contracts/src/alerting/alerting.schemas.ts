import { z } from 'zod';
import { Id, LabelName, Timestamp } from '../kernel/names.js';

/** Channel is where alerts are sent; its address is a secret and never shown. */
export const Channel = z.object({
  name: z.string(),
  kind: z.enum(['slack', 'webhook']),
  addressHint: z.string().describe('host of the address; the rest is secret'),
  enabled: z.boolean(),
  tellsEnd: z.boolean().describe('told when an alert that it was told of is over'),
  health: z.enum(['ok', 'failing', 'reconnect', 'off', 'unused']),
  lastDeliveryAt: Timestamp.nullable(),
  createdAt: Timestamp,
});
export type Channel = z.infer<typeof Channel>;

/** NewChannel names a destination. */
export const NewChannel = z.strictObject({
  name: LabelName,
  kind: z.enum(['slack', 'webhook']),
  url: z.url().max(3000),
  tellsEnd: z
    .boolean()
    .optional()
    .describe('told when an alert that it was told of is over; default: webhooks are, Slack is not'),
});
export type NewChannel = z.infer<typeof NewChannel>;

/** ChannelChange turns a channel on or off, or what it is told. */
export const ChannelChange = z
  .strictObject({ enabled: z.boolean(), tellsEnd: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'names nothing to change');
export type ChannelChange = z.infer<typeof ChannelChange>;

/** ConditionTopic is traffic of an endpoint that a rule watches by a condition of its own. */
export const ConditionTopic = z.enum(['endpoint_errors', 'endpoint_slow', 'endpoint_silent']);
export type ConditionTopic = z.infer<typeof ConditionTopic>;

/** AlertTopic is what a rule can watch. */
export const AlertTopic = z.enum([
  ...ConditionTopic.options,
  'container_failed',
  'drift',
  'rollout_rolled_back',
  'rollout_promoted',
  'training_failed',
  'training_done',
  'evaluation_failed',
]);
export type AlertTopic = z.infer<typeof AlertTopic>;

/** Severity orders alerts. */
export const Severity = z.enum(['critical', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** AlertCondition is when a rule on an endpoint's traffic fires: looked at every few seconds over the last `forMinutes`. */
export const AlertCondition = z.strictObject({
  limit: z
    .number()
    .positive()
    .max(3_600_000)
    .optional()
    .describe(
      'endpoint_errors: share of requests that may fail, below 1; endpoint_slow: milliseconds that 95 % of answers keep to',
    ),
  forMinutes: z.number().int().min(1).max(1440).default(5),
  minRequests: z.number().int().min(1).max(1_000_000).default(20).describe('below so many requests nothing is decided'),
});
export type AlertCondition = z.infer<typeof AlertCondition>;

/** AlertRule says what to watch and whom to tell. */
export const AlertRule = z.object({
  name: z.string(),
  topic: AlertTopic,
  condition: AlertCondition.nullable().describe('null for topics that happen rather than last'),
  endpoint: z.string().nullable(),
  severity: Severity,
  channels: z.array(z.string()),
  enabled: z.boolean(),
  createdAt: Timestamp,
});
export type AlertRule = z.infer<typeof AlertRule>;

/** NewAlertRule makes a rule. */
export const NewAlertRule = z
  .strictObject({
    name: LabelName,
    topic: AlertTopic,
    condition: AlertCondition.optional(),
    endpoint: z.string().max(63).optional(),
    severity: Severity.default('warning'),
    channels: z.array(LabelName).max(20).default([]),
  })
  .superRefine(checkCondition);
export type NewAlertRule = z.infer<typeof NewAlertRule>;

/** AlertRuleChange changes whom a rule tells, how loudly, when, or whether it is on. */
export const AlertRuleChange = z
  .strictObject({
    enabled: z.boolean(),
    severity: Severity,
    channels: z.array(LabelName).max(20),
    condition: AlertCondition,
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'names nothing to change');
export type AlertRuleChange = z.infer<typeof AlertRuleChange>;

/** RulePreviewRequest asks when a condition would have been met by the traffic of the last `hours`. */
export const RulePreviewRequest = z
  .strictObject({
    topic: ConditionTopic,
    condition: AlertCondition,
    endpoint: z.string().max(63).optional(),
    hours: z.number().int().min(1).max(168).default(24),
  })
  .superRefine(checkCondition);
export type RulePreviewRequest = z.infer<typeof RulePreviewRequest>;

/** RulePreview lists the alerts that a rule would have fired, newest first; at most 100, `total` counts all. */
export const RulePreview = z.object({
  from: Timestamp,
  to: Timestamp,
  endpoints: z.number().int(),
  total: z.number().int(),
  alerts: z.array(
    z.object({ endpoint: z.string(), startedAt: Timestamp, endedAt: Timestamp.nullable(), sentence: z.string() }),
  ),
});
export type RulePreview = z.infer<typeof RulePreview>;

/** checkCondition holds a condition against its topic: who watches traffic needs one, a limit of errors is a share, others take none. */
function checkCondition(
  { topic, condition }: { topic: AlertTopic; condition?: AlertCondition | undefined },
  context: z.core.$RefinementCtx,
): void {
  const refuse = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
  if (!ConditionTopic.safeParse(topic).success) {
    if (condition !== undefined) refuse(['condition'], `${topic} takes no condition`);
    return;
  }
  if (condition === undefined) return refuse(['condition'], `${topic} needs a condition`);
  const { limit } = condition;
  if (topic !== 'endpoint_silent' && limit === undefined) refuse(['condition', 'limit'], `${topic} needs a limit`);
  if (topic === 'endpoint_errors' && limit !== undefined && limit >= 1)
    refuse(['condition', 'limit'], 'is a share of requests, below 1');
}

/** Delivery is one message to one channel, with what the channel answered. */
export const Delivery = z.object({
  id: Id,
  channel: z.string(),
  alertId: Id.nullable(),
  title: z.string(),
  state: z.enum(['waiting', 'sent', 'retrying', 'dead']),
  attempts: z.number().int(),
  lastStatus: z.number().int().nullable(),
  lastAnswer: z.string().nullable(),
  nextTryAt: Timestamp.nullable(),
  createdAt: Timestamp,
  sentAt: Timestamp.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

/** Alert is one firing of a rule. */
export const Alert = z.object({
  id: Id,
  rule: z.string(),
  topic: AlertTopic,
  severity: Severity,
  state: z.enum(['firing', 'acknowledged', 'resolved', 'silenced']),
  title: z.string(),
  summary: z.string(),
  did: z.string().nullable().describe('what Slipway already did'),
  endpoint: z.string().nullable(),
  evidencePath: z.string().describe('path in the UI that shows the evidence'),
  startedAt: Timestamp,
  acknowledgedAt: Timestamp.nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: Timestamp.nullable(),
  deliveries: z.array(Delivery),
});
export type Alert = z.infer<typeof Alert>;

/** Silence mutes matching alerts until it ends. */
export const Silence = z.object({
  id: Id,
  topic: AlertTopic.nullable(),
  endpoint: z.string().nullable(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: Timestamp,
  endsAt: Timestamp,
  active: z.boolean(),
});
export type Silence = z.infer<typeof Silence>;

/** NewSilence mutes alerts of a topic or endpoint; the end is required. */
export const NewSilence = z.strictObject({
  topic: AlertTopic.optional(),
  endpoint: z.string().max(63).optional(),
  reason: z.string().min(1).max(1000),
  endsAt: Timestamp,
});
export type NewSilence = z.infer<typeof NewSilence>;

/** SilencePreview is what a silence would match: what fires now, and what fired in the last 30 days; alerts and matches are at most 100, the counts are of all. */
export const SilencePreview = z.object({
  from: Timestamp,
  to: Timestamp,
  firing: z.number().int().describe('alerts that have not ended and are not silenced'),
  alerts: z.array(Alert).describe('those that fire now, newest first; they stay, and no more like them are sent'),
  recent: z.number().int().describe('alerts that began in the 30 days'),
  matches: z
    .array(
      z.object({
        rule: z.string(),
        topic: AlertTopic,
        endpoint: z.string().nullable(),
        alerts: z.number().int(),
        lastAt: Timestamp,
      }),
    )
    .describe('rules and endpoints of those, most alerts first'),
});
export type SilencePreview = z.infer<typeof SilencePreview>;
