import type { Actor } from '../actor.js';
import { toJson, type Tx } from '../db.js';
import { uuidv7 } from '../uuid.js';
import type { JobKind } from './job-kind.js';

/** EnqueueOptions: `key` allows one unfinished job at a time; `subject` is what a person calls the thing worked on. */
export interface EnqueueOptions {
  key?: string;
  subject?: string;
  runAt?: Date;
}

/**
 * enqueue writes a job row in the transaction of the change that wants it and returns its id; the worker's relay carries it to the
 * queue after the commit. With a `key` that is still unfinished nothing is written and the id of the unfinished job is returned.
 */
export async function enqueue<P>(
  tx: Tx,
  actor: Actor,
  kind: JobKind<string, P>,
  payload: P,
  options: EnqueueOptions = {},
): Promise<string> {
  const id = uuidv7();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "Job" ("id", "workspaceId", "name", "queue", "key", "payload", "subject", "maxAttempts", "hidden", "runAt", "createdBy")
    VALUES (${id}::uuid, ${actor.workspaceId}, ${kind.name}, ${kind.queue}, ${options.key ?? null}, ${JSON.stringify(payload)}::jsonb,
            ${options.subject ?? null}, ${kind.maxAttempts}, ${kind.hidden}, coalesce(${options.runAt ?? null}::timestamptz, now()), ${actor.name})
    ON CONFLICT ("key") WHERE "key" IS NOT NULL AND "state" IN ('waiting', 'running') DO NOTHING
    RETURNING "id"`;
  if (rows[0] !== undefined) return rows[0].id;
  const unfinished = await tx.job.findFirst({
    where: { key: options.key ?? '', state: { in: ['waiting', 'running'] } },
    select: { id: true },
  });
  return unfinished?.id ?? id;
}

/** lockJob holds up whoever would change a job, its worker too, until the transaction ends. */
export async function lockJob(tx: Tx, jobId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Job" WHERE "id" = ${jobId}::uuid FOR UPDATE`;
}

/** wake makes a parked job due now; one that runs is left alone, and sees what the waker has written when it would park. */
export async function wake(tx: Tx, jobId: string): Promise<void> {
  await lockJob(tx, jobId);
  await tx.job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { runAt: new Date(0), enqueuedAt: null } });
}

/** putSchedule keeps a schedule as a row: `everySeconds` a job of `kind`, never two at once, the next one at `nextAt`. Writing it again changes it. */
export async function putSchedule<P>(
  tx: Tx,
  schedule: { key: string; workspaceId: string; everySeconds: number; enabled: boolean; nextAt?: Date },
  kind: JobKind<string, P>,
  payload: P,
): Promise<void> {
  const { key, workspaceId, everySeconds, enabled, nextAt } = schedule;
  const when = { everySeconds, enabled, ...(nextAt && { nextAt }) };
  const row = { workspaceId, jobName: kind.name, payload: toJson(payload), ...when };
  await tx.schedule.upsert({ where: { key }, create: { key, ...row }, update: row });
}

/** dropSchedule ends a schedule. */
export async function dropSchedule(tx: Tx, key: string): Promise<void> {
  await tx.schedule.deleteMany({ where: { key } });
}
