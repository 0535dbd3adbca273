import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { enqueue, putSchedule } from '../src/kernel/jobs/enqueue.js';
import { jobKind } from '../src/kernel/jobs/job-kind.js';
import { queueDueSchedules, runJob, SlipwayError, takeDueJobs, type BoundJob, type JobHandler } from '../src/index.js';
import { openTestCore, type TestCore } from './test-core.js';

const sweep = jobKind('deck.sweep', 'control', z.object({ deck: z.string() }));
let test: TestCore;

beforeAll(async () => {
  test = await openTestCore();
});
afterAll(() => test.stop());
beforeEach(() => test.core.kit.db.pool.query('TRUNCATE "Job", "Schedule"'));

const queue = (options: { key?: string } = {}): Promise<string> =>
  test.core.kit.db.transaction((tx) => enqueue(tx, test.actor, sweep, { deck: 'upper' }, options));
const job = async (id: string) => test.core.kit.db.prisma.job.findUniqueOrThrow({ where: { id } });
const run = (id: string, handler: JobHandler<unknown>): Promise<void> => {
  const bound: BoundJob = { kind: sweep, handler };
  return runJob(test.core.kit.db, new Map([[sweep.name, bound]]), id, test.core.kit.log);
};
const loseLease = (id: string) =>
  test.core.kit.db.pool.query(`UPDATE "Job" SET "leaseUntil" = now() - interval '1 s' WHERE "id" = $1`, [id]);

describe('a job', () => {
  it('is done once, however often its message comes', async () => {
    const id = await queue();
    let count = 0;
    const handler: JobHandler<unknown> = async (_, { progress }) => {
      await progress(0.5, 'half of it');
      return { count: ++count };
    };
    await Promise.all(Array.from({ length: 5 }, () => run(id, handler)));
    await run(id, handler);
    expect(count).toBe(1);
    expect(await job(id)).toMatchObject({ state: 'done', attempts: 1, message: null, result: { count: 1 } });
  });

  it('is not there when its transaction was rolled back', async () => {
    const refused = test.core.kit.db.transaction(async (tx) => {
      await enqueue(tx, test.actor, sweep, { deck: 'upper' });
      throw new Error('rolled back');
    });
    await expect(refused).rejects.toThrow('rolled back');
    expect(await takeDueJobs(test.core.kit.db)).toEqual([]);
  });

  it('with a key is queued once while it is unfinished', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => queue({ key: 'deck:upper' })));
    expect(new Set(ids).size).toBe(1);
    await run(ids[0]!, async () => undefined);
    expect(await queue({ key: 'deck:upper' })).not.toBe(ids[0]);
  });

  it('is handed over once by several relays, and again when the queue lost it', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => queue()));
    const rounds = await Promise.all(Array.from({ length: 4 }, () => takeDueJobs(test.core.kit.db)));
    expect(
      rounds
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    expect(await takeDueJobs(test.core.kit.db)).toEqual([]);
    await test.core.kit.db.pool.query(`UPDATE "Job" SET "enqueuedAt" = now() - interval '16 s' WHERE "id" = $1`, [
      ids[0],
    ]);
    expect((await takeDueJobs(test.core.kit.db)).map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('that failed waits and is tried again, and fails for good after its last attempt', async () => {
    const id = await queue();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await test.core.kit.db.pool.query(`UPDATE "Job" SET "runAt" = now() - interval '1 s' WHERE "id" = $1`, [id]);
      await run(id, () => Promise.reject(new Error('the mop broke')));
      expect(await job(id)).toMatchObject({ state: attempt < 3 ? 'waiting' : 'failed', attempts: attempt });
    }
    expect(await job(id)).toMatchObject({ error: { code: 'internal', detail: 'the mop broke' } });
  });

  it('that failed with words that no database stores fails with what is left of them', async () => {
    const id = await queue();
    await run(id, async (_payload, { progress }) => {
      await progress(0.5, 'read\0 the \ud83d deck');
      throw new SlipwayError('invalid_request', 'the deck is \0 wet \ud83d');
    });
    expect(await job(id)).toMatchObject({ state: 'failed', error: { detail: 'the deck is  wet \ufffd' } });
  });

  it('that somebody cancelled is not begun again when its worker is lost', async () => {
    const id = await queue();
    const cancelled = run(id, async () => {
      await test.core.jobs.cancel(test.actor, id);
      await loseLease(id);
      await takeDueJobs(test.core.kit.db);
    });
    await cancelled;
    expect(await job(id)).toMatchObject({ state: 'cancelled', finishedAt: expect.any(Date) });
  });

  it('that is refused is not tried again', async () => {
    const id = await queue();
    await run(id, () => Promise.reject(new SlipwayError('not_found', 'There is no deck upper.')));
    expect(await job(id)).toMatchObject({ state: 'failed', attempts: 1, error: { code: 'not_found' } });
  });
});

describe('a worker that vanished', () => {
  it('leaves its job to another; what it still does has no effect', async () => {
    const id = await queue();
    let goOn: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (goOn = resolve));
    let lateCommit: unknown = null;
    const late = run(id, async (_, context) => {
      await paused;
      lateCommit = await context
        .commit((tx) => tx.workspace.create({ data: { id: 'late' } }))
        .catch((error: unknown) => error);
      return { by: 'the late one' };
    });
    await expect.poll(async () => (await job(id)).state).toBe('running');
    await loseLease(id);
    expect((await takeDueJobs(test.core.kit.db)).map((due) => due.id)).toEqual([id]);
    await run(id, async (_, context) => {
      await context.commit((tx) => tx.workspace.create({ data: { id: 'second' } }));
      return { by: 'the second' };
    });
    goOn();
    await late;
    expect(lateCommit).toBeInstanceOf(Error);
    expect(await job(id)).toMatchObject({ state: 'done', attempts: 2, result: { by: 'the second' } });
    expect(
      await test.core.kit.db.prisma.workspace.findMany({ where: { id: { in: ['late', 'second'] } } }),
    ).toHaveLength(1);
  });

  it('fails its job when that was the last attempt', async () => {
    const id = await queue();
    await test.core.kit.db.pool.query(
      `UPDATE "Job" SET "state" = 'running', "attempts" = 3, "leaseUntil" = now() - interval '1 s' WHERE "id" = $1`,
      [id],
    );
    expect(await takeDueJobs(test.core.kit.db)).toEqual([]);
    expect(await job(id)).toMatchObject({ state: 'failed', error: { code: 'worker_lost' } });
  });
});

describe('cancelling', () => {
  it('ends a waiting job at once', async () => {
    const id = await queue();
    expect(await test.core.jobs.cancel(test.actor, id)).toMatchObject({ state: 'cancelled' });
    await run(id, () => Promise.reject(new Error('must not run')));
    expect(await job(id)).toMatchObject({ state: 'cancelled', attempts: 0, finishedAt: expect.any(Date) });
    await expect(test.core.jobs.cancel(test.actor, id)).rejects.toMatchObject({ code: 'conflict' });
    const events = await test.core.kit.db.prisma.event.findMany({ where: { kind: 'jobs.cancelled' } });
    const ofThis = events.filter(({ after }) => (after as { jobId: string }).jobId === id);
    expect(ofThis).toMatchObject([{ actorName: 'Ada', after: { name: 'deck.sweep' } }]);
  });

  it('tells a running one to stop', async () => {
    const id = await queue();
    const running = run(
      id,
      (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    );
    await expect.poll(async () => (await job(id)).state).toBe('running');
    await test.core.jobs.cancel(test.actor, id);
    await running;
    expect(await job(id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('a schedule', () => {
  it('becomes one job a turn, with several workers, and never two unfinished at once', async () => {
    const put = (deck: string) =>
      test.core.kit.db.transaction((tx) =>
        putSchedule(tx, { key: `deck:${deck}`, workspaceId: 'default', everySeconds: 60, enabled: true }, sweep, {
          deck,
        }),
      );
    await Promise.all(['upper', 'lower'].map(put));
    const kinds = new Map([[sweep.name, sweep]]);
    const counts = await Promise.all(Array.from({ length: 4 }, () => queueDueSchedules(test.core.kit.db, kinds)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    await test.core.kit.db.pool.query(`UPDATE "Schedule" SET "nextAt" = now() - interval '1 s'`);
    await queueDueSchedules(test.core.kit.db, kinds);
    expect(await test.core.kit.db.prisma.job.count()).toBe(2);
  });
});
