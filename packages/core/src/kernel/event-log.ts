import type { EventKind } from '@slipway/contracts';
import type { Actor } from './actor.js';
import type { Tx } from './db.js';
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
  const { id, text, values } = eventInsert(actor, event);
  await tx.$executeRawUnsafe(text, ...values);
  return id;
}

/** EventInsert is a statement that writes one event, and the values that its placeholders stand for. */
export interface EventInsert {
  id: string;
  text: string;
  values: unknown[];
}

/**
 * eventInsert is appendEvent as SQL, plain because Prisma took longer to write the statement than PostgreSQL to run it. A change that is one
 * statement with its event puts it behind its own `bound` placeholders; `made` is a row of the change with a column that `after` tells too.
 */
export function eventInsert(
  actor: Actor,
  event: NewEvent,
  { bound = 0, made }: { bound?: number; made?: { row: string; column: string } } = {},
): EventInsert {
  const id = uuidv7();
  const row = {
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
    requestId: actor.requestId,
    before: asJson(event.before),
    after: asJson(event.after),
  };
  const columns = Object.keys(row).map((name) => `"${name}"`);
  const places = columns.map((column, index) => `$${bound + index + 1}${casts[column] ?? '::text'}`);
  const told = made && ` || jsonb_build_object('${made.column}', ${made.row}."${made.column}") FROM ${made.row}`;
  return {
    id,
    text: `INSERT INTO "Event" ("at", ${columns.join(', ')}) SELECT clock_timestamp(), ${places.join(', ')}${told ?? ''}`,
    values: Object.values(row),
  };
}

const casts: Readonly<Record<string, string>> = { '"id"': '::uuid', '"before"': '::jsonb', '"after"': '::jsonb' };

const asJson = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
