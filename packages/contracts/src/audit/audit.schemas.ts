import { z } from 'zod';
import { Id, Timestamp } from '../kernel/names.js';

/** Actor is who did something: a person, a token, or Slipway itself. */
export const Actor = z.object({
  kind: z.enum(['user', 'token', 'system']),
  id: z.string().nullable(),
  name: z.string(),
});
export type Actor = z.infer<typeof Actor>;

/** LoggedEvent is one row of the event log: who did what to which thing, from what to what, and why. */
export const LoggedEvent = z.object({
  id: Id,
  seq: z.number().int(),
  at: Timestamp,
  kind: z.string(),
  actor: Actor,
  subjectKind: z.string(),
  subjectName: z.string(),
  endpoint: z.string().nullable(),
  why: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  requestId: z.string().nullable(),
  hash: z.string(),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/** ChainVerdict tells whether the hash chain of the event log is unbroken, and up to where. */
export const ChainVerdict = z.object({
  verified: z.boolean(),
  upToSeq: z.number().int(),
  brokenAtSeq: z.number().int().nullable(),
});
export type ChainVerdict = z.infer<typeof ChainVerdict>;
