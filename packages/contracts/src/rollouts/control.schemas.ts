import { z } from 'zod';
import { EndpointName, Id, LabelName, Timestamp } from '../kernel/names.js';

/** NeedsApproval says which steps wait until somebody other than who started the rollout approves them. */
export const NeedsApproval = z.enum(['never', 'promotion', 'every_step']);
export type NeedsApproval = z.infer<typeof NeedsApproval>;

/** RolloutApproval lets a rollout leave one of its steps. */
export const RolloutApproval = z.object({ step: z.number().int(), by: z.string(), at: Timestamp, why: z.string() });
export type RolloutApproval = z.infer<typeof RolloutApproval>;

/** NewFreezeWindow keeps rollouts of an endpoint, or of all, from starting or going on for a while; going back is always possible. */
export const NewFreezeWindow = z.strictObject({
  name: LabelName,
  endpoint: EndpointName.optional().describe('all endpoints when left out'),
  startsAt: Timestamp,
  endsAt: Timestamp,
  why: z.string().min(1).max(1000),
});
export type NewFreezeWindow = z.infer<typeof NewFreezeWindow>;

/** FreezeWindow is such a window. */
export const FreezeWindow = z.object({
  id: Id,
  name: z.string(),
  endpoint: z.string().nullable(),
  startsAt: Timestamp,
  endsAt: Timestamp,
  why: z.string(),
  createdBy: z.string(),
  active: z.boolean(),
});
export type FreezeWindow = z.infer<typeof FreezeWindow>;
