import { Actor, type LoggedEvent } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';

/** NumberedEvent is an event row that the sequencer has numbered and hashed. */
export type NumberedEvent = Prisma.EventGetPayload<object> & { seq: bigint; prevHash: string; hash: string };

/** loggedEvent is an event row as the API shows it. */
export const loggedEvent = (row: NumberedEvent): LoggedEvent => ({
  id: row.id,
  seq: Number(row.seq),
  at: row.at.toISOString(),
  kind: row.kind,
  actor: Actor.parse({ kind: row.actorKind, id: row.actorId, name: row.actorName }),
  subjectKind: row.subjectKind,
  subjectName: row.subjectName,
  endpoint: row.endpoint,
  why: row.why,
  before: row.before,
  after: row.after,
  requestId: row.requestId,
  hash: row.hash,
});
