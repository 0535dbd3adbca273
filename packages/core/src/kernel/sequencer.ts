import { createHash } from 'node:crypto';
import type { Db } from './db.js';
import { claimLease } from './lease.js';

const BATCH = 500;

/** HashedFields are the fields of an event that its hash covers, in a fixed order. */
export interface HashedFields {
  id: string;
  workspaceId: string;
  at: Date;
  kind: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  subjectKind: string;
  subjectName: string;
  endpoint: string | null;
  why: string | null;
  before: unknown;
  after: unknown;
  requestId: string | null;
}

/** eventHash chains an event to the one before it: sha256 over the previous hash, the number and every field. */
export function eventHash(prevHash: string, seq: bigint, event: HashedFields): string {
  const fields = [
    event.id,
    event.workspaceId,
    event.at.toISOString(),
    event.kind,
    event.actorKind,
    event.actorId,
    event.actorName,
    event.subjectKind,
    event.subjectName,
    event.endpoint,
    event.why,
    canonical(event.before),
    canonical(event.after),
    event.requestId,
  ];
  return createHash('sha256').update(`${prevHash}\n${seq}\n`).update(JSON.stringify(fields)).digest('hex');
}

/**
 * numberEvents gives committed events that have no number yet their seq, prevHash and hash, in the order of their time, and returns how many.
 * Only the holder of the lease `sequencer` writes; the transaction re-checks the fencing token, so a late holder changes nothing.
 */
export async function numberEvents(db: Db, holder: string): Promise<number> {
  // Most passes find nothing: they read one index and write nothing.
  const { rowCount } = await db.pool.query('SELECT 1 FROM "Event" WHERE "seq" IS NULL LIMIT 1');
  if (rowCount === 0) return 0;
  const token = await claimLease(db, 'sequencer', holder, 10);
  if (token === null) return 0;
  return db.transaction(async (tx) => {
    const held = await tx.$queryRaw<
      unknown[]
    >`SELECT 1 FROM "Lease" WHERE "name" = 'sequencer' AND "token" = ${token} AND "holder" = ${holder} FOR UPDATE`;
    if (held.length === 0) return 0;
    const waiting = await tx.event.findMany({
      where: { seq: null },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: BATCH,
    });
    if (waiting.length === 0) return 0;
    const last = await tx.event.findFirst({
      where: { seq: { not: null } },
      orderBy: { seq: 'desc' },
      select: { seq: true, hash: true },
    });
    let seq = last?.seq ?? 0n;
    let prevHash = last?.hash ?? '';
    for (const event of waiting) {
      seq += 1n;
      const hash = eventHash(prevHash, seq, event);
      await tx.event.update({ where: { id: event.id }, data: { seq, prevHash, hash } });
      prevHash = hash;
    }
    await tx.$executeRaw`SELECT pg_notify('slipway_numbered', ${String(seq)})`;
    return waiting.length;
  });
}

function canonical(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(sortKeys(value));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
