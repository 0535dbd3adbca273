import type { Job, JobState, Page } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import type { Actor } from '../actor.js';
import { decodeCursor, pageOf } from '../cursor.js';
import type { Db, Tx } from '../db.js';
import { notFound, SlipwayError } from '../errors.js';
import { appendEvent } from '../event-log.js';

/** JobsService lets people watch and cancel job rows. */
export class JobsService {
  constructor(private readonly db: Db) {}

  /** get returns one job of the caller's workspace. */
  async get(actor: Actor, id: string): Promise<Job> {
    const row = await this.db.prisma.job.findFirst({ where: { id, workspaceId: actor.workspaceId } });
    if (row === null) throw notFound('job', id);
    return jobView(row);
  }

  /** list pages through jobs, newest first; housekeeping is left out. */
  async list(
    actor: Actor,
    query: { limit: number; cursor?: string; state?: JobState; name?: string },
  ): Promise<Page<Job>> {
    const after = decodeCursor(query.cursor);
    const rows = await this.db.prisma.job.findMany({
      where: {
        workspaceId: actor.workspaceId,
        hidden: false,
        ...(query.state && { state: query.state }),
        ...(query.name && { name: query.name }),
        ...(after && { id: { lt: String(after[0]) } }),
      },
      orderBy: { id: 'desc' },
      take: query.limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
    return { items: items.map(jobView), nextCursor };
  }

  /** cancel ends a waiting job at once and asks a running one to stop. Throws `conflict` for one that has ended. */
  async cancel(actor: Actor, id: string): Promise<Job> {
    const { name, subject } = await this.get(actor, id);
    await this.db.transaction(async (tx) => {
      await this.cancelWithin(tx, id);
      await appendEvent(tx, actor, {
        kind: 'jobs.cancelled',
        subjectKind: 'job',
        subjectName: subject ?? id,
        after: { jobId: id, name },
      });
    });
    return this.get(actor, id);
  }

  /** cancelWithin is cancel as a part of something else, which logs it; of a job that goes from running to waiting meanwhile nothing is missed. */
  async cancelWithin(tx: Tx, id: string): Promise<void> {
    const count = await tx.$executeRaw`
      UPDATE "Job" SET "cancelRequested" = "state" = 'running',
        "finishedAt" = CASE WHEN "state" = 'waiting' THEN now() ELSE "finishedAt" END,
        "state" = CASE WHEN "state" = 'waiting' THEN 'cancelled' ELSE "state" END
      WHERE "id" = ${id}::uuid AND "state" IN ('waiting', 'running')`;
    if (count === 0) throw new SlipwayError('conflict', 'The job has already ended.');
  }
}

/** jobView is a job row as the API shows it. */
function jobView(row: Prisma.JobGetPayload<object>): Job {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject,
    state: row.state as JobState,
    progress: row.progress,
    message: row.message,
    result: row.result as Job['result'],
    error: row.error as Job['error'],
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    createdBy: row.createdBy,
  };
}
