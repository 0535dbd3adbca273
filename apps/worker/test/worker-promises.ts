import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore, readSettings, systemActor, uuidv7, type Core, type Log } from '@slipway/core';
import { createTestDatabase, type TestDatabase } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorker, type RunningWorker } from '../src/start-worker.js';

const SOON = { timeout: 30_000, interval: 10 };

/** workerPromises is what a worker promises, whatever its queue is kept in: PostgreSQL (null) or the Redis at `queueUrl`. */
export function workerPromises(queueUrl: string | null): void {
  describe(`a worker with its queue on ${queueUrl === null ? 'PostgreSQL' : 'Redis'}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-worker-'));
    const warnings: string[] = [];
    let test: TestDatabase;
    let core: Core;
    let worker: RunningWorker;
    let swept = 0;

    beforeAll(async () => {
      test = await createTestDatabase();
      const note = (message: string): void => void warnings.push(message);
      const log: Log = { info: () => undefined, warn: note, error: note };
      const settings = readSettings({ DATABASE_URL: test.url, SLIPWAY_DATA: folder, QUEUE_URL: queueUrl ?? '' });
      core = createCore({ database: test.database, settings, log });
      core.monitoring.rollUpCells = () => Promise.reject(new Error('no cells today'));
      core.artifacts.sweep = async () => void (swept += 1);
      worker = await startWorker(core, 'worker:test', { host: '127.0.0.1', port: 0 });
    });
    afterAll(async () => {
      await worker.stop();
      await core.audit.feed.close();
      await test.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    const addJob = async (name: string, queue: string, payload: object, hidden: boolean): Promise<string> => {
      const id = uuidv7();
      const row = { id, workspaceId: 'default', name, queue, payload, hidden, createdBy: 'Ada' };
      await core.kit.db.prisma.job.create({ data: row });
      return id;
    };
    const stateOf = async (id: string): Promise<string> =>
      (await core.kit.db.prisma.job.findUnique({ where: { id } }))?.state ?? 'gone';
    /** Looks at a rollout that is not there: the shortest job that there is. */
    const glance = (): Promise<string> => addJob('rollouts.reconcile', 'control', { rolloutId: uuidv7() }, true);

    it('does jobs of every queue; housekeeping ones leave no row', async () => {
      const trained = await addJob('retraining.run', 'train', { trainingRunId: uuidv7() }, false);
      const watched = await addJob('monitoring.run_monitor', 'work', { monitorId: uuidv7() }, true);
      const glances = await Promise.all(Array.from({ length: 100 }, glance));
      await expect.poll(() => stateOf(trained), SOON).toBe('failed');
      await expect.poll(() => stateOf(watched), SOON).toBe('gone');
      await expect.poll(async () => new Set(await Promise.all(glances.map(stateOf))), SOON).toEqual(new Set(['gone']));
      expect(await core.jobs.get(systemActor('default'), trained)).toMatchObject({ error: { code: 'not_found' } });
    });

    it('numbers events and reacts to them', async () => {
      await core.registry.models.create(systemActor('default'), {
        body: { name: 'late flights', description: '', tags: {} },
      });
      const reader = () => core.kit.db.prisma.eventCursor.findUnique({ where: { reader: 'reactions' } });
      await expect.poll(async () => Number((await reader())?.seq ?? 0), SOON).toBeGreaterThan(0);
    });

    it('turns schedules into jobs, turn after turn', async () => {
      const schedule = { key: 'glance', workspaceId: 'default', jobName: 'rollouts.reconcile', everySeconds: 1 };
      await core.kit.db.prisma.schedule.create({ data: { ...schedule, payload: { rolloutId: uuidv7() } } });
      const text = () => fetch(`http://127.0.0.1:${worker.port}/metrics`).then((answer) => answer.text());
      const turns = async () =>
        Number(/slipway_job_seconds_count\{job="rollouts.reconcile"\} (\d+)/.exec(await text())?.[1] ?? 0);
      const before = await turns();
      await expect.poll(turns, SOON).toBeGreaterThan(before + 1);
      await core.kit.db.prisma.schedule.deleteMany();
    });

    it('says that it lives', async () => {
      const { parts } = await core.overview.getSystem();
      expect(parts).toContainEqual(expect.objectContaining({ name: 'worker', ready: true }));
      expect((await fetch(`http://127.0.0.1:${worker.port}/healthz`)).status).toBe(200);
    });

    it('does the other chores when one fails', async () => {
      await expect.poll(() => swept, SOON).toBeGreaterThan(0);
      expect(warnings).toContain('the loop "housekeeping" failed, it goes on');
    });

    it('takes jobs up again when the database cut every connection', async () => {
      const slowest = async (): Promise<number> => {
        const from = performance.now();
        const id = await glance();
        await expect.poll(() => stateOf(id), { timeout: 30_000, interval: 5 }).toBe('gone');
        return performance.now() - from;
      };
      const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
      await core.kit.db.pool.query(cut);
      await slowest().catch(() => undefined);
      const after = [await slowest(), await slowest(), await slowest()];
      // A queue that hears nothing any more looks for itself every five seconds.
      expect(Math.max(...after)).toBeLessThan(4_000);
    });
  });
}
