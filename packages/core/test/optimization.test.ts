import { ContainerSpec, type NewOptimization, type OptimizationPoint } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindJobs, runJob, takeDueJobs, type JobContext } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, 2]);
  await registerVersion(test, [2, 1]);
  await deploy(test);
});
afterAll(() => test.stop());

const start = (more: Partial<NewOptimization> = {}) =>
  test.core.optimization.start(test.actor, {
    body: { model: 'delays', version: 1, rowsPerRequest: 1, maxSeconds: 5, ...more },
  });
const get = (id: string) => test.core.optimization.get(test.actor, { params: { id } });
const keyOf = ({ replicas, threads, batchRows, callers }: OptimizationPoint): string =>
  `${replicas}x${threads}/${batchRows} ${callers}`;
const refusal = (code: string) => expect.objectContaining({ code });

describe('a sweep', () => {
  it('survives a crash with what it has, measures each point once, and gives an endpoint what was measured', async () => {
    const started = await start();
    expect(started).toMatchObject({ state: 'waiting', isComplete: false, points: [], machine: null });
    await expect(start()).rejects.toEqual(refusal('conflict'));
    await runOnce(started.jobId, 3);
    const early = (await get(started.id)).points;
    expect(early).toHaveLength(3);
    await test.core.kit.db.pool.query(`UPDATE "Job" SET "runAt" = now() WHERE "id" = $1`, [started.jobId]);
    await test.settle();
    const { points, state, isComplete, machine, inputs } = await get(started.id);
    expect({ state, isComplete, inputs }).toEqual({
      state: 'done',
      isComplete: true,
      inputs: { dataset: null, datasetVersion: null, rowsPerRequest: 1 },
    });
    expect(machine!.cpus).toBeGreaterThan(0);
    expect(points.slice(0, 3)).toEqual(early);
    expect(new Set(points.map(keyOf)).size).toBe(points.length);
    expect(points.every(({ requests, failed, p95Ms }) => requests > 0 && failed === 0 && p95Ms! > 0)).toBe(true);

    const { point } = await test.core.optimization.advise(test.actor, {
      params: { id: started.id },
      query: { endpoint: 'delays' },
    });
    expect(point).toMatchObject({ replicas: 1, threads: 1 });
    const setting = { replicas: 1, threads: 1, batchRows: 16 };
    const applied = await apply(started.id, setting);
    expect(applied).toMatchObject({ batchRows: 16, batchDelayMs: 2 });
    expect(await apply(started.id, { ...setting, batchRows: 1 })).toMatchObject({ batchRows: null, batchDelayMs: 0 });
    const { items } = await test.core.optimization.list(test.actor, {
      query: { limit: 10, model: 'delays', version: 1 },
    });
    expect(items.map(({ id }) => id)).toEqual([started.id]);
    await refuseWhatDoesNotFit(started.id);
  });

  it('ends when it is cancelled', async () => {
    const { id, jobId } = await start({ maxSeconds: 600 });
    await runOnce(jobId, Infinity, AbortSignal.timeout(300));
    expect(await get(id)).toMatchObject({ state: 'failed', error: 'The sweep was cancelled.', isComplete: false });
  });

  it.each([
    ['a version that is not there', { version: 9 }, 'not_found'],
    ['a dataset that is not there', { dataset: 'nowhere' }, 'not_found'],
  ])('of %s is refused', async (_, more, code) => {
    await expect(start(more)).rejects.toEqual(refusal(code));
  });
});

const apply = (id: string, setting: Pick<OptimizationPoint, 'replicas' | 'threads' | 'batchRows'>) =>
  test.core.optimization.apply(test.actor, { params: { id }, body: { endpoint: 'delays', setting } });

async function refuseWhatDoesNotFit(id: string): Promise<void> {
  const single = { replicas: 1, threads: 1, batchRows: 1 };
  await expect(apply(id, { ...single, batchRows: 77 })).rejects.toThrow('not measured');
  await expect(apply(id, { ...single, replicas: 2 })).rejects.toThrow('is embedded');
  const body = { runtime: 'docker' as const, container: ContainerSpec.parse({ memoryMb: 256 }) };
  await test.core.serving.updateEndpoint(test.actor, { params: { name: 'delays' }, body });
  expect(await apply(id, { ...single, replicas: 2 })).toMatchObject({
    container: { replicas: 2, cpus: 1, memoryMb: 256 },
  });
  await expect(apply(id, { ...single, batchRows: 16 })).rejects.toThrow('without a batch');
  const query = { limit: 1, model: 'delays' };
  await expect(test.core.optimization.list(test.actor, { query })).rejects.toEqual(refusal('invalid_request'));
}

/** Runs a job once and lets its worker lose the database after so many points. */
async function runOnce(jobId: string, points: number, signal?: AbortSignal): Promise<void> {
  const bound = new Map(bindJobs(test.core));
  const sweep = bound.get('optimization.sweep')!;
  let commits = 0;
  const failing = (context: JobContext): JobContext => ({
    ...context,
    ...(signal && { signal }),
    commit: (work) => {
      commits += 1;
      // The first one says where it runs.
      return commits > points + 1 ? Promise.reject(new Error('the database is gone')) : context.commit(work);
    },
  });
  bound.set(sweep.kind.name, { ...sweep, handler: (payload, context) => sweep.handler(payload, failing(context)) });
  await takeDueJobs(test.core.kit.db);
  await runJob(test.core.kit.db, bound, jobId, test.core.kit.log);
}
