import { systemActor, type Actor } from '../actor.js';
import { toJson, type Db, type Tx } from '../db.js';
import { SlipwayError } from '../errors.js';
import { errorText, type Log } from '../log.js';
import { storableText } from '../storable-text.js';
import type { JobKind } from './job-kind.js';

const LEASE_SECONDS = 10;
const HEARTBEAT_MS = 2_500;

/** LeaseLost says that another worker took the job over: whatever this one still does must have no effect. */
class LeaseLost extends Error {}

/** JobContext is what a handler gets beside its payload. */
export interface JobContext {
  jobId: string;
  actor: Actor;
  attempt: number;
  /** Aborted when somebody cancels the job or its lease is lost. */
  signal: AbortSignal;
  /** Shows how far the work is, 0 to 1, and at what. */
  progress(fraction: number, message: string): Promise<void>;
  /** Runs `work` in a transaction that fails when the lease was lost: the only way a handler may change anything. */
  commit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * park gives the worker's place back within such a transaction: the job waits until `until`, or until somebody wakes it, and this attempt counts for
   * none. The handler ends after it.
   */
  park(tx: Tx, until: Date): Promise<void>;
}

/** JobHandler does one kind of job; what it returns is the job's result. */
export type JobHandler<P> = (payload: P, context: JobContext) => Promise<Record<string, unknown> | void>;

/** BoundJob is a kind with its handler. */
export interface BoundJob<P = unknown> {
  kind: JobKind<string, P>;
  handler: JobHandler<P>;
}

interface ClaimedJob {
  id: string;
  workspaceId: string;
  name: string;
  payload: unknown;
  attempts: number;
  maxAttempts: number;
  leaseToken: string;
  hidden: boolean;
  cancelRequested: boolean;
}

/**
 * runJob claims the row and runs its handler under a lease that heartbeats keep. A row that is not waiting any more is left alone, so a
 * message that comes twice, late or after its row is done is harmless.
 */
export async function runJob(db: Db, bound: ReadonlyMap<string, BoundJob>, jobId: string, log: Log): Promise<void> {
  const job = await claim(db, jobId);
  if (job === null) return;
  const token = BigInt(job.leaseToken);
  const abort = new AbortController();
  if (job.cancelRequested) abort.abort();
  const heartbeat = setInterval(() => void beat(db, job.id, token, abort, log), HEARTBEAT_MS);
  try {
    const entry = bound.get(job.name);
    if (entry === undefined) throw new SlipwayError('internal', `No worker here knows the job ${job.name}.`);
    const result = await entry.handler(entry.kind.payload.parse(job.payload), contextOf(db, job, token, abort));
    await finish(db, job, token, result ?? {});
  } catch (error) {
    if (error instanceof LeaseLost) log.warn('job lease lost', { jobId, name: job.name });
    else await settleFailure(db, job, token, error, abort.signal.aborted, log);
  } finally {
    clearInterval(heartbeat);
  }
}

async function claim(db: Db, jobId: string): Promise<ClaimedJob | null> {
  const { rows } = await db.pool.query<ClaimedJob>(
    `UPDATE "Job" SET "state" = 'running', "attempts" = "attempts" + 1, "leaseToken" = "leaseToken" + 1,
       "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS}), "startedAt" = coalesce("startedAt", now())
     WHERE "id" = $1 AND "state" = 'waiting' AND "runAt" <= now()
     RETURNING "id", "workspaceId", "name", "payload", "attempts", "maxAttempts", "leaseToken", "hidden", "cancelRequested"`,
    [jobId],
  );
  return rows[0] ?? null;
}

async function beat(db: Db, id: string, token: bigint, abort: AbortController, log: Log): Promise<void> {
  try {
    const { rows } = await db.pool.query<{ cancelRequested: boolean }>(
      `UPDATE "Job" SET "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS}) WHERE "id" = $1 AND "leaseToken" = $2 AND "state" = 'running' RETURNING "cancelRequested"`,
      [id, token],
    );
    if (rows[0] === undefined || rows[0].cancelRequested) abort.abort();
  } catch (error) {
    log.warn('heartbeat failed', { jobId: id, error: errorText(error) });
  }
}

function contextOf(db: Db, job: ClaimedJob, token: bigint, abort: AbortController): JobContext {
  return {
    jobId: job.id,
    actor: systemActor(job.workspaceId),
    attempt: job.attempts,
    signal: abort.signal,
    progress: async (fraction, message) => {
      const updated = await db.prisma.job.updateMany({
        where: { id: job.id, leaseToken: token, state: 'running' },
        data: { progress: Math.min(1, Math.max(0, fraction)), message: storableText(message) },
      });
      if (updated.count === 0) throw new LeaseLost();
    },
    commit: (work) =>
      db.transaction(async (tx) => {
        const held = await tx.$queryRaw<
          unknown[]
        >`SELECT 1 FROM "Job" WHERE "id" = ${job.id}::uuid AND "leaseToken" = ${token} AND "state" = 'running' FOR UPDATE`;
        if (held.length === 0) throw new LeaseLost();
        return work(tx);
      }),
    park: async (tx, until) => {
      // Whoever cancelled it meanwhile is obeyed at once: it begins anew, with its signal aborted.
      await tx.$executeRaw`
        UPDATE "Job" SET "state" = 'waiting', "attempts" = "attempts" - 1, "enqueuedAt" = NULL, "leaseUntil" = NULL,
          "runAt" = CASE WHEN "cancelRequested" THEN now() ELSE ${until} END
        WHERE "id" = ${job.id}::uuid`;
    },
  };
}

async function finish(db: Db, job: ClaimedJob, token: bigint, result: Record<string, unknown>): Promise<void> {
  if (job.hidden) {
    await db.prisma.job.deleteMany({ where: { id: job.id, leaseToken: token, state: 'running' } });
    return;
  }
  await db.prisma.job.updateMany({
    where: { id: job.id, leaseToken: token, state: 'running' },
    data: {
      state: 'done',
      progress: 1,
      message: null,
      result: toJson(result),
      finishedAt: new Date(),
      leaseUntil: null,
    },
  });
}

async function settleFailure(
  db: Db,
  job: ClaimedJob,
  token: bigint,
  error: unknown,
  aborted: boolean,
  log: Log,
): Promise<void> {
  const refused = error instanceof SlipwayError && error.code !== 'unavailable' && error.code !== 'internal';
  const final = aborted || refused || job.attempts >= job.maxAttempts;
  log[final ? 'error' : 'warn']('job failed', {
    jobId: job.id,
    name: job.name,
    attempt: job.attempts,
    error: errorText(error),
  });
  const detail = toJson({
    code: error instanceof SlipwayError ? error.code : 'internal',
    detail: storableText(errorText(error).slice(0, 2000)),
  });
  const state = aborted ? 'cancelled' : final ? 'failed' : 'waiting';
  const retryAt = new Date(Date.now() + 1000 * 2 ** Math.min(job.attempts, 8));
  await db.prisma.job.updateMany({
    where: { id: job.id, leaseToken: token, state: 'running' },
    data: {
      state,
      error: detail,
      leaseUntil: null,
      enqueuedAt: null,
      ...(final ? { finishedAt: new Date() } : { runAt: retryAt }),
    },
  });
}
