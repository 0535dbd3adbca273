import { z } from 'zod';
import { Id, Timestamp, VersionNumber } from '../kernel/names.js';

/** ApprovalKind is what waits: a step of a rollout, the canary of a training run, or the move of a protected alias. */
export const ApprovalKind = z.enum(['rollout', 'training_run', 'alias']);
export type ApprovalKind = z.infer<typeof ApprovalKind>;

/** Approval is one thing that waits until a person with the scope `approve` agrees; its id is that of the rollout, training run or request. */
export const Approval = z.object({
  id: Id,
  kind: ApprovalKind,
  sentence: z.string().describe('what happens once it is approved'),
  model: z.string(),
  version: z.number().int().describe('the version that it is about'),
  fromVersion: z.number().int().nullable().describe('the version that it takes the place of; null without one'),
  endpoint: z.string().nullable(),
  alias: z.string().nullable(),
  askedBy: z.string(),
  askedAt: Timestamp,
  why: z.string().describe('why it is asked for'),
  evidence: z.string().nullable().describe('what was measured so far; null where nothing is'),
  endsAt: Timestamp.nullable().describe('when the request ends unanswered; null: it waits as long as it takes'),
  refusal: z.string().nullable().describe('why the caller may not decide; null when the caller may'),
  isMine: z.boolean().describe('whether the caller asked for it, and may withdraw it'),
});
export type Approval = z.infer<typeof Approval>;

/** AliasRequest asks approvers to point a protected alias at a version. */
export const AliasRequest = z.strictObject({ version: VersionNumber, why: z.string().min(1).max(1000) });

/** ApprovalAnswer is the reason of a decision; a rejection needs one. */
export const ApprovalAnswer = z.strictObject({ why: z.string().max(1000).optional() });

/** Rejection is the reason of a no. */
export const Rejection = z.strictObject({ why: z.string().trim().min(1, 'say why').max(1000) });

/** ApprovalOutcome says what the decision did. */
export const ApprovalOutcome = z.object({ sentence: z.string() });
export type ApprovalOutcome = z.infer<typeof ApprovalOutcome>;
