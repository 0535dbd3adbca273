import type { Db } from '../db.js';
import { systemActor } from '../actor.js';
import { enqueue } from './enqueue.js';
import type { JobKind, QueueName } from './job-kind.js';

const BATCH = 200;
/** A job that was handed to the queue but not started after this long is handed over again: the queue may have lost it. */
const LOST_AFTER_SECONDS = 15;

/** DueJob is a row that the queue should deliver now; `delivery` makes each hand-over a new message. */
export interface DueJob {
  id: string;
  name: string;
  queue: QueueName;
  delivery: string;
}

/**
 * takeDueJobs marks waiting rows whose time has come as handed over and returns them for the queue. Rows of a worker that vanished
 * (its lease ran out) become waiting again first, cancelled when somebody asked for that, or failed when their attempts are used up.
 * Several workers may call it at once.
 */
export async function takeDueJobs(db: Db): Promise<DueJob[]> {
  await db.pool.query(
    `UPDATE "Job" SET "enqueuedAt" = NULL, "leaseUntil" = NULL, "leaseToken" = "leaseToken" + 1,
       "state" = CASE WHEN "cancelRequested" THEN 'cancelled' WHEN "attempts" >= "maxAttempts" THEN 'failed' ELSE 'waiting' END,
       "error" = CASE WHEN "attempts" >= "maxAttempts" AND NOT "cancelRequested" THEN '{"code":"worker_lost","detail":"The worker stopped in the middle of it, too often."}'::jsonb ELSE "error" END,
       "finishedAt" = CASE WHEN "cancelRequested" OR "attempts" >= "maxAttempts" THEN now() ELSE NULL END
     WHERE "state" = 'running' AND "leaseUntil" < now()`,
  );
  const { rows } = await db.pool.query<{ id: string; name: string; queue: QueueName; enqueuedAt: Date }>(
    `UPDATE "Job" SET "enqueuedAt" = now() WHERE "id" IN (
       SELECT "id" FROM "Job" WHERE "state" = 'waiting' AND "runAt" <= now()
         AND ("enqueuedAt" IS NULL OR "enqueuedAt" < now() - make_interval(secs => ${LOST_AFTER_SECONDS}))
       ORDER BY "runAt" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
     RETURNING "id", "name", "queue", "enqueuedAt"`,
  );
  return rows.map(({ id, name, queue, enqueuedAt }) => ({
    id,
    name,
    queue,
    delivery: `${id}-${enqueuedAt.getTime()}`,
  }));
}

/** queueDueSchedules turns every due schedule row into a job, once, and moves it to its next time. Returns how many were due. */
export async function queueDueSchedules(db: Db, kinds: ReadonlyMap<string, JobKind>): Promise<number> {
  // Most looks find nothing: they read one index, without a transaction.
  const { rowCount } = await db.pool.query('SELECT 1 FROM "Schedule" WHERE "enabled" AND "nextAt" <= now() LIMIT 1');
  if (rowCount === 0) return 0;
  return db.transaction(async (tx) => {
    const due = await tx.$queryRaw<{ key: string; workspaceId: string; jobName: string; payload: unknown }[]>`
      SELECT "key", "workspaceId", "jobName", "payload" FROM "Schedule"
      WHERE "enabled" AND "nextAt" <= now() ORDER BY "nextAt" LIMIT 200 FOR UPDATE SKIP LOCKED`;
    for (const schedule of due) {
      const kind = kinds.get(schedule.jobName);
      if (kind !== undefined)
        await enqueue(tx, systemActor(schedule.workspaceId), kind, schedule.payload, {
          key: `schedule:${schedule.key}`,
        });
      await tx.$executeRaw`UPDATE "Schedule" SET "lastAt" = now(), "nextAt" = greatest("nextAt" + make_interval(secs => "everySeconds"), now())  WHERE "key" = ${schedule.key}`;
    }
    return due.length;
  });
}
