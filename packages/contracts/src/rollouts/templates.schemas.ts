import { z } from 'zod';
import { LabelName, Timestamp } from '../kernel/names.js';
import { NeedsApproval, RolloutHook } from './control.schemas.js';
import { RolloutPolicy } from './rollouts.schemas.js';
import { RolloutPlan } from './strategies.schemas.js';

/** TemplateName tells saved templates apart within a workspace. */
export const TemplateName = LabelName.pipe(z.string().max(63));

/** SavedRollout is what a template keeps of a start: everything but the version, rules and the time. The versions in an A/B plan are those it was saved with; a start chooses its own. */
export const SavedRollout = z.strictObject({
  description: z.string().max(500).default(''),
  plan: RolloutPlan,
  policy: RolloutPolicy.prefault({}),
  hooks: z.array(RolloutHook).max(20).default([]).describe('webhooks that are asked or told'),
  needsApproval: NeedsApproval.default('never'),
});
export type SavedRollout = z.infer<typeof SavedRollout>;

/** RolloutTemplate is a way to roll out, to begin a start with: one that is known to work, or one that people of the workspace saved. */
export const RolloutTemplate = z.object({
  name: z.string(),
  ...SavedRollout.shape,
  savedBy: z.string().nullable().describe('null for one that comes with Slipway'),
  savedAt: Timestamp.nullable(),
});
export type RolloutTemplate = z.infer<typeof RolloutTemplate>;
