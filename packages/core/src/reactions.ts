import type { Prisma } from '@slipway/db';
import type { Core } from './create-core.js';
import { systemActor } from './kernel/actor.js';
import type { Tx } from './kernel/db.js';
import type { DriftDetected } from './monitoring/index.js';

/** NumberedEvent is a row of the event log that the sequencer has numbered. */
export type NumberedEvent = Prisma.EventGetPayload<object>;

type Reaction = (core: Core, tx: Tx, event: NumberedEvent) => Promise<void>;

const READER = 'reactions';
const BATCH = 100;

/** reactions is all automation on one screen: when this event, do that. Besides, every event is held against the alert rules. */
const reactions: Readonly<Record<string, Reaction>> = {
  'monitoring.drift_detected': (core, tx, event) => {
    const { monitorId } = event.after as unknown as DriftDetected;
    return core.retraining.considerTriggers(tx, systemActor(event.workspaceId), { monitorId, why: event.why ?? 'drift' });
  },
};

/**
 * runReactions reads numbered events after the stored cursor and does what follows from them; effects and cursor move in one transaction, so
 * that an event has its effects exactly once. Returns how many events it read.
 */
export async function runReactions(core: Core): Promise<number> {
  return core.kit.db.transaction(async (tx) => {
    await tx.$executeRaw`INSERT INTO "EventCursor" ("reader", "seq", "updatedAt") VALUES (${READER}, 0, now()) ON CONFLICT DO NOTHING`;
    const [cursor] = await tx.$queryRaw<{ seq: bigint }[]>`SELECT "seq" FROM "EventCursor" WHERE "reader" = ${READER} FOR UPDATE SKIP LOCKED`;
    if (cursor === undefined) return 0;
    const events = await tx.event.findMany({ where: { seq: { gt: cursor.seq } }, orderBy: { seq: 'asc' }, take: BATCH });
    for (const event of events) {
      await reactions[event.kind]?.(core, tx, event);
      await core.alerting.matchRules(tx, event);
    }
    const last = events.at(-1)?.seq;
    if (last !== undefined && last !== null) await tx.eventCursor.update({ where: { reader: READER }, data: { seq: last } });
    return events.length;
  });
}
