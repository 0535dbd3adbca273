import { z } from 'zod';
import { EndpointName, Id, LabelName, Timestamp } from '../kernel/names.js';
import { WeeklyTime } from '../kernel/weekly-time.js';

/** NeedsApproval says which steps wait until somebody other than who started the rollout approves them. */
export const NeedsApproval = z.enum(['never', 'promotion', 'every_step']);
export type NeedsApproval = z.infer<typeof NeedsApproval>;

/** RolloutApproval lets a rollout leave one of its steps. */
export const RolloutApproval = z.object({ step: z.number().int(), by: z.string(), at: Timestamp, why: z.string() });
export type RolloutApproval = z.infer<typeof RolloutApproval>;

/**
 * NewFreezeWindow keeps rollouts of an endpoint, or of all, from starting or going on for one span of time, or each week; going back is always
 * possible.
 */
export const NewFreezeWindow = z
  .strictObject({
    name: LabelName,
    endpoint: EndpointName.optional().describe('all endpoints when left out'),
    weekly: WeeklyTime.optional().describe('when it comes back each week; without it, it is one span of time'),
    startsAt: Timestamp.optional().describe('now when left out'),
    endsAt: Timestamp.optional().describe('a weekly one lasts until it is removed when left out'),
    why: z.string().min(1).max(1000),
  })
  .refine(({ weekly, endsAt }) => weekly !== undefined || endsAt !== undefined, {
    path: ['endsAt'],
    message: 'is needed, unless the freeze is a weekly one',
  });
export type NewFreezeWindow = z.infer<typeof NewFreezeWindow>;

/** FreezeWindow is such a window with what it does now. */
export const FreezeWindow = z.object({
  id: Id,
  name: z.string(),
  endpoint: z.string().nullable(),
  weekly: WeeklyTime.nullable(),
  startsAt: Timestamp,
  endsAt: Timestamp.nullable().describe('null for a weekly one that lasts until it is removed'),
  why: z.string(),
  createdBy: z.string(),
  createdAt: Timestamp,
  active: z.boolean(),
  activeUntil: Timestamp.nullable().describe('null outside of it'),
  nextAt: Timestamp.nullable().describe('when it is in force the next time; null while it is, and after its end'),
  waiting: z
    .array(z.object({ id: Id, endpoint: z.string(), toVersion: z.number().int() }))
    .describe('rollouts that wait for its end'),
});
export type FreezeWindow = z.infer<typeof FreezeWindow>;

/** FreezeOverride lets one rollout go on though it is frozen, until the freezes that held it then are over. */
export const FreezeOverride = z.object({ by: z.string(), at: Timestamp, why: z.string(), until: Timestamp });
export type FreezeOverride = z.infer<typeof FreezeOverride>;

/**
 * HookPoint is when a webhook is asked. confirm_rollout and pre_rollout before the first traffic, confirm_traffic_increase before each further share and
 * confirm_promotion before all of it: any 2xx lets it go on, everything else holds. rollout is asked while it runs, and three refusals in a row roll back;
 * rollback too, and its 2xx rolls back. post_rollout and event are told of the end and of every decision.
 */
export const HookPoint = z.enum([
  'confirm_rollout',
  'pre_rollout',
  'rollout',
  'confirm_traffic_increase',
  'confirm_promotion',
  'rollback',
  'post_rollout',
  'event',
]);
export type HookPoint = z.infer<typeof HookPoint>;

/** RolloutHook asks a channel of the kind webhook, whose address and secrets are kept there. */
export const RolloutHook = z.strictObject({ point: HookPoint, channel: LabelName });
export type RolloutHook = z.infer<typeof RolloutHook>;

/** HookCall is one call of a webhook with its answer; status 0 is none. */
export const HookCall = z.object({
  at: Timestamp,
  point: HookPoint,
  channel: z.string(),
  step: z.number().int(),
  status: z.number().int(),
  answer: z.string(),
});
export type HookCall = z.infer<typeof HookCall>;

/** PreflightCheck is one thing that should hold before a rollout starts; `unknown` is what nothing is known of. */
export const PreflightCheck = z.object({
  name: z.enum(['gates', 'warm_up', 'alerts', 'rollback_target', 'freeze', 'no_other_rollout']),
  state: z.enum(['passed', 'failed', 'unknown']),
  why: z.string(),
});
export type PreflightCheck = z.infer<typeof PreflightCheck>;

/** Preflight is the launch checklist of a version at an endpoint. */
export const Preflight = z.object({
  ready: z.boolean().describe('nothing has failed'),
  checks: z.array(PreflightCheck),
});
export type Preflight = z.infer<typeof Preflight>;
