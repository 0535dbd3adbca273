import type { Core } from './create-core.js';
import { systemActor } from './kernel/actor.js';
import type { Tx } from './kernel/db.js';
import { errorText } from './kernel/log.js';
import type { DriftDetected, WindowCompared } from './monitoring/index.js';

/** NumberedEvent is a row of the event log that the sequencer has numbered. */
export type NumberedEvent = NonNullable<Awaited<ReturnType<Tx['event']['findFirst']>>>;

/** A reaction returns what it did, in words for the people who are told of the event. */
type Reaction = (core: Core, tx: Tx, event: NumberedEvent) => Promise<string[]>;

const READER = 'reactions';
const BATCH = 100;
/** An event whose effects fail again and again is left out after this many tries: it must not hold up all that come after it. */
const TRIES = 20;

/** reactions is all automation on one screen: when this event, do that. Besides, every event is held against the alert rules. */
const reactions: Readonly<Record<string, Reaction>> = {
  'monitoring.drift_detected': (core, tx, event) => {
    const { monitorId } = event.after as unknown as DriftDetected;
    return core.retraining.triggers.considerMonitor(tx, systemActor(event.workspaceId), monitorId);
  },
  'monitoring.window_compared': async (core, tx, event) => {
    const { monitorId, state, goesOn } = event.after as unknown as WindowCompared;
    if (state !== 'firing' || !goesOn) return [];
    return core.retraining.triggers.considerMonitor(tx, systemActor(event.workspaceId), monitorId);
  },
  'rollouts.promoted': followRollout,
  'rollouts.rolled_back': followRollout,
  'rollouts.aborted': followRollout,
};

/** A training run ends with the canary of what it made. */
async function followRollout(core: Core, tx: Tx, { kind, after, why }: NumberedEvent): Promise<string[]> {
  const { rolloutId } = after as { rolloutId: string };
  await core.retraining.acts.followRollout(tx, { kind, rolloutId, why: why ?? '' });
  return [];
}

/** How often the event after the cursor has failed here; another worker counts for itself. */
const failures = { seq: 0n, count: 0 };

/**
 * runReactions reads numbered events after the stored cursor and does what follows from them. The effects of an event and the step of the cursor
 * are one transaction, so that an event has its effects exactly once. Returns how many events it is done with.
 */
export async function runReactions(core: Core): Promise<number> {
  const { prisma } = core.kit.db;
  await prisma.eventCursor.createMany({ data: [{ reader: READER, seq: 0n }], skipDuplicates: true });
  const { seq } = await prisma.eventCursor.findUniqueOrThrow({ where: { reader: READER } });
  const events = await prisma.event.findMany({ where: { seq: { gt: seq } }, orderBy: { seq: 'asc' }, take: BATCH });
  for (const event of events) await reactOnce(core, event, event.seq!);
  return events.length;
}

async function reactOnce(core: Core, event: NumberedEvent, seq: bigint): Promise<void> {
  try {
    await core.kit.db.transaction(async (tx) => {
      if (!(await stepCursor(tx, seq))) return;
      const did = (await reactions[event.kind]?.(core, tx, event)) ?? [];
      await core.alerting.matchRules(tx, event, did);
    });
  } catch (error) {
    failures.count = failures.seq === seq ? failures.count + 1 : 1;
    failures.seq = seq;
    if (failures.count < TRIES) throw error;
    core.kit.log.error('an event is left without reaction', {
      seq: String(seq),
      kind: event.kind,
      error: errorText(error),
    });
    await core.kit.db.transaction((tx) => stepCursor(tx, seq));
  }
}

/** Of several workers one moves the cursor to an event; the others find it moved. */
async function stepCursor(tx: Tx, seq: bigint): Promise<boolean> {
  const { count } = await tx.eventCursor.updateMany({ where: { reader: READER, seq: seq - 1n }, data: { seq } });
  return count === 1;
}
