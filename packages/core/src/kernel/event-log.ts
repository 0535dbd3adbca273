import type { EventKind } from '@slipway/contracts';
import type { Actor } from './actor.js';
import { toJson, type Tx } from './db.js';
import { uuidv7 } from './uuid.js';

/** NewEvent is a change about to be logged: its kind, what it happened to, from what to what, and why. */
export interface NewEvent {
  kind: EventKind;
  subjectKind: string;
  subjectName: string;
  endpoint?: string;
  why?: string;
  before?: unknown;
  after?: unknown;
}

/**
 * appendEvent writes the one event row of a change, in the transaction of the change. The row gets its number and hash later, from
 * the sequencer, so that numbers follow the order of commits.
 */
export async function appendEvent(tx: Tx, actor: Actor, event: NewEvent): Promise<string> {
  const id = uuidv7();
  await tx.event.create({
    data: {
      id,
      workspaceId: actor.workspaceId,
      kind: event.kind,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      subjectKind: event.subjectKind,
      subjectName: event.subjectName,
      endpoint: event.endpoint ?? null,
      why: event.why ?? null,
      ...(event.before === undefined ? {} : { before: toJson(event.before) }),
      ...(event.after === undefined ? {} : { after: toJson(event.after) }),
      requestId: actor.requestId,
    },
  });
  return id;
}
