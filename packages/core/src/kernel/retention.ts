import type { Db } from './db.js';

/** removeOldRows deletes what served its purpose: ended housekeeping jobs after an hour, replayable answers and silent processes after a day. */
export async function removeOldRows(db: Db): Promise<void> {
  await db.pool.query(
    `DELETE FROM "Job" WHERE "hidden" AND "state" IN ('done', 'failed', 'cancelled') AND "finishedAt" < now() - interval '1 hour'`,
  );
  await db.pool.query(`DELETE FROM "IdempotencyKey" WHERE "createdAt" < now() - interval '24 hours'`);
  await db.pool.query(`DELETE FROM "ProcessBeat" WHERE "seenAt" < now() - interval '24 hours'`);
}
