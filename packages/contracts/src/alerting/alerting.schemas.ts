import { z } from 'zod';
import { Id, LabelName, Timestamp } from '../kernel/names.js';

/** Channel is where alerts are sent; its address is a secret and never shown. */
export const Channel = z.object({
  name: z.string(),
  kind: z.enum(['slack', 'webhook']),
  addressHint: z.string().describe('host of the address; the rest is secret'),
  enabled: z.boolean(),
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
});
export type NewChannel = z.infer<typeof NewChannel>;

/** AlertTopic is what a rule can watch. */
export const AlertTopic = z.enum([
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

/** AlertRule says what to watch and whom to tell. */
export const AlertRule = z.object({
  name: z.string(),
  topic: AlertTopic,
  endpoint: z.string().nullable(),
  severity: Severity,
  channels: z.array(z.string()),
  enabled: z.boolean(),
  createdAt: Timestamp,
});
export type AlertRule = z.infer<typeof AlertRule>;

/** NewAlertRule makes a rule. */
export const NewAlertRule = z.strictObject({
  name: LabelName,
  topic: AlertTopic,
  endpoint: z.string().max(63).optional(),
  severity: Severity.default('warning'),
  channels: z.array(LabelName).max(20).default([]),
});
export type NewAlertRule = z.infer<typeof NewAlertRule>;

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
