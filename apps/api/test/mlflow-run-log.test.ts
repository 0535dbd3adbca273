import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';
import { refusal, tracking, type Json } from './tracking.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const { ask, experiment, run, getRun } = tracking(() => api);

describe('many at once on one run', () => {
  it('set a parameter once', async () => {
    const id = await run(await experiment());
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, value) =>
        ask('POST', 'runs/log-batch', {
          run_id: id,
          params: [{ key: 'depth', value: `${value}` }],
          tags: [{ key: 'last', value: `${value}` }],
        }),
      ),
    );
    const taken = answers.findIndex(({ status }) => status === 200);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error_code === 'INVALID_PARAMETER_VALUE')).toHaveLength(39);
    const { params, tags } = (await getRun(id))['data']!;
    expect(params).toEqual([{ key: 'depth', value: `${taken}` }]);
    expect(tags).toContainEqual({ key: 'last', value: `${taken}` });
  });

  it('log the same points in any order without standing in each other’s way, and the newest stays the newest', async () => {
    const id = await run(await experiment());
    const points = Array.from({ length: 200 }, (_, i) => ({ key: `m${i % 50}`, value: i, timestamp: i, step: i }));
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, turn) => {
        const metrics = turn % 2 === 0 ? points : points.toReversed();
        return ask('POST', 'runs/log-batch', { run_id: id, metrics });
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { body } = await ask('GET', 'metrics/get-history', { run_id: id, metric_key: 'm7' });
    expect((body['metrics'] as Json[]).map(({ step }) => step)).toEqual([7, 57, 107, 157]);
    expect((await getRun(id))['data']!['metrics']).toContainEqual({ key: 'm7', value: 157, timestamp: 157, step: 157 });
  });

  it('lose no tag', async () => {
    const id = await run(await experiment());
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => ask('POST', 'runs/set-tag', { run_id: id, key: `tag ${n}`, value: 'x' })),
    );
    expect(((await getRun(id))['data']!['tags'] as Json[]).filter(({ value }) => String(value) === 'x')).toHaveLength(
      30,
    );
  });
});

describe('the history of one metric in several runs', () => {
  it('comes run by run, for at most 100', async () => {
    const of = await experiment();
    const ids = [await run(of), await run(of)].toSorted((a, b) => (a < b ? -1 : 1));
    for (const [index, id] of ids.entries())
      for (const step of [1, 0])
        await ask('POST', 'runs/log-metric', { run_id: id, key: 'loss', value: index + step, timestamp: step, step });
    const bulk = (runs: readonly string[]) =>
      ask('GET', 'metrics/get-history-bulk', { run_id: runs, metric_key: 'loss' });
    expect((await bulk(ids)).body['metrics']).toEqual(
      ids.flatMap((id, index) =>
        [0, 1].map((step) => ({ key: 'loss', value: index + step, timestamp: step, step, run_id: id })),
      ),
    );
    expect((await bulk(ids.slice(0, 1))).body['metrics']).toHaveLength(2);
    expect((await bulk(['0'.repeat(32)])).text).toBe('{}');
    for (const wrong of [[], Array.from({ length: 101 }, () => ids[0]!)])
      expect(await bulk(wrong)).toMatchObject(refusal(400, 'INVALID_PARAMETER_VALUE'));
  });
});

describe('a run deleted twice', () => {
  it('is told of once', async () => {
    const id = await run(await experiment());
    for (const act of ['delete', 'delete', 'restore', 'restore'])
      expect((await ask('POST', `runs/${act}`, { run_id: id })).text).toBe('{}');
    const told = await api.core.kit.db.prisma.event.findMany({
      where: { kind: { in: ['runs.deleted', 'runs.restored'] }, after: { path: ['runId'], equals: id } },
    });
    expect(told.map(({ kind }) => kind).toSorted()).toEqual(['runs.deleted', 'runs.restored']);
  });
});
