import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';
import { mlflowClient } from './mlflow-client.js';
import { refusal, tracking, type Json } from './tracking.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const { ask, experiment, run, search } = tracking(() => api);

describe('a search of runs', () => {
  let of: string;
  beforeAll(async () => {
    of = await experiment();
    const logged: [string, number, unknown, string][] = [
      ['a', 1, 0.9, '3'],
      ['b', 2, 0.7, '5'],
      ['c', 3, 'NaN', '3'],
      ['d', 4, null, '7'],
    ];
    for (const [name, start, auc, depth] of logged) {
      const id = await run(of, { run_name: name, start_time: start });
      const metrics = auc === null ? [] : [{ key: 'auc', value: auc, timestamp: 1 }];
      await ask('POST', 'runs/log-batch', {
        run_id: id,
        metrics,
        params: [{ key: 'depth', value: depth }],
        tags: [{ key: 'a key', value: name }],
      });
    }
  });

  it.each([
    [undefined, ['d', 'c', 'b', 'a']],
    ['metrics.auc > 0.8', ['a']],
    ['metrics.auc > 0.6 and params.depth = "5"', ['b']],
    ["params.depth != '3'", ['d', 'b']],
    ["params.depth IN ('3', '7')", ['d', 'c', 'a']],
    ["tags.`a key` LIKE 'a%'", ['a']],
    ["attributes.run_name ILIKE 'B'", ['b']],
    ['attributes.start_time >= 3', ['d', 'c']],
    ['Created >= 3', ['d', 'c']],
    ["attributes.`Run Name` = 'b'", ['b']],
    ["params.ghost IS NULL AND tags.`a key` = 'a'", ['a']],
    ['metrics.auc < 100', ['b', 'a']],
    ["status = 'RUNNING'", ['d', 'c', 'b', 'a']],
    ["params.ghost = 'x'", []],
  ])('%s', async (filter, expected) => {
    expect(await search(of, { ...(filter && { filter }) })).toEqual(expected);
  });

  it.each([
    [['metrics.auc DESC'], ['a', 'b', 'c', 'd']],
    [['metrics.`auc` ASC'], ['b', 'a', 'c', 'd']],
    [
      ['params.depth ASC', 'start_time ASC'],
      ['a', 'c', 'b', 'd'],
    ],
    [['attributes.start_time'], ['a', 'b', 'c', 'd']],
    [['tags.`a key` DESC'], ['d', 'c', 'b', 'a']],
  ])('in the order %j', async (orderBy, expected) => {
    expect(await search(of, { order_by: orderBy })).toEqual(expected);
  });

  it.each([
    { filter: 'metrics.auc > high' },
    { filter: 'metrics.auc = 1 OR metrics.auc = 2' },
    { filter: 'ghost.auc = 1' },
    { filter: "attributes.ghost = '1'" },
    { order_by: ['ghost ASC'] },
    { order_by: ['ghost.x ASC'] },
    { order_by: ['metrics.auc', 'metric.`auc` DESC'] },
    { order_by: ['created', 'attributes.start_time DESC'] },
    { page_token: 'x' },
    { max_results: 50_001 },
    { run_view_type: 'SOME' },
  ])('refuses %j', async (asked) => {
    expect(await search(of, asked)).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' });
  });

  it('pages without losing or repeating a run', async () => {
    const pages: string[] = [];
    let token: unknown;
    do {
      const { body } = await ask('POST', 'runs/search', {
        experiment_ids: [of],
        max_results: 3,
        ...(token !== undefined && { page_token: token }),
      });
      pages.push(...(body['runs'] as Json[]).map((found) => found['info']!['run_name'] as string));
      token = body['next_page_token'];
    } while (token !== undefined);
    expect(pages).toEqual(['d', 'c', 'b', 'a']);
  });
});

describe('logged models', () => {
  it('go from pending to ready, with parameters, tags and what was measured of them', async () => {
    const of = await experiment();
    const id = await run(of);
    const { body } = await ask('POST', 'logged-models', {
      experiment_id: of,
      name: 'model',
      source_run_id: id,
      params: [{ key: 'depth', value: '3' }],
      tags: [{ key: 'a', value: '1' }],
    });
    const { info } = (body as Json)['model']!;
    const modelId = info['model_id'] as string;
    expect(info).toMatchObject({
      name: 'model',
      status: 'LOGGED_MODEL_PENDING',
      source_run_id: id,
      artifact_uri: `mlflow-artifacts:/${of}/models/${modelId}/artifacts`,
    });
    expect(modelId).toMatch(/^m-[0-9a-f]{32}$/);
    await ask('POST', `logged-models/${modelId}/params`, { params: [{ key: 'rate', value: '.1' }] });
    await ask('PATCH', `logged-models/${modelId}/tags`, { tags: [{ key: 'b', value: '2' }] });
    await ask('DELETE', `logged-models/${modelId}/tags/a`);
    await ask('POST', 'runs/log-batch', {
      run_id: id,
      metrics: [{ key: 'auc', value: 0.8, timestamp: 1, model_id: modelId, dataset_name: 'january' }],
    });
    const done = await ask('PATCH', `logged-models/${modelId}`, { model_id: modelId, status: 'LOGGED_MODEL_READY' });
    expect(done.body).toMatchObject({
      model: {
        info: { status: 'LOGGED_MODEL_READY', tags: [{ key: 'b', value: '2' }] },
        data: {
          params: [
            { key: 'rate', value: '.1' },
            { key: 'depth', value: '3' },
          ],
          metrics: [{ key: 'auc', value: 0.8, dataset_name: 'january', run_id: id }],
        },
      },
    });
    const found = await ask('POST', 'logged-models/search', {
      experiment_ids: [of],
      filter: "name = 'model' AND metrics.auc > 0.7",
      order_by: [{ field_name: 'metrics.auc', ascending: false }],
    });
    expect(found.body['models']).toHaveLength(1);
    await ask('DELETE', `logged-models/${modelId}`);
    expect(await ask('GET', `logged-models/${modelId}`)).toMatchObject(refusal(404, 'RESOURCE_DOES_NOT_EXIST'));
    expect((await ask('POST', 'logged-models/search', { experiment_ids: [of] })).text).toBe('{}');
  });
});

describe('our own API reads the same runs', () => {
  it('lists, gets, and thins a metric without losing its peak', async () => {
    const of = await experiment();
    const id = await run(of, { run_name: 'long' });
    const metrics = Array.from({ length: 1000 }, (_, step) => ({
      key: 'loss',
      value: step === 617 ? 99 : 1,
      timestamp: step,
      step,
    }));
    await ask('POST', 'runs/log-batch', { run_id: id, metrics });
    const listed = (await api.ask('GET', `/api/v1/runs?experiment=${of}`)).json();
    expect(listed.items).toMatchObject([{ id, name: 'long', metrics: [{ key: 'loss', value: 1, step: 999 }] }]);
    const series = (await api.ask('GET', `/api/v1/runs/${id}/metrics?key=loss&points=50`)).json();
    expect(series.points).toHaveLength(50);
    expect(Math.max(...series.points.map(({ high }: { high: number }) => high))).toBe(99);
    expect((await api.ask('GET', '/api/v1/runs?filter=metrics.auc')).statusCode).toBe(400);
  });

  it('sets runs side by side', async () => {
    const of = await experiment();
    const ids = [await run(of, { run_name: 'left' }), await run(of, { run_name: 'right' })];
    for (const [index, id] of ids.entries())
      await ask('POST', 'runs/log-batch', {
        run_id: id,
        params: [
          { key: 'depth', value: `${index}` },
          { key: 'kind', value: 'tree' },
        ],
        metrics: [
          { key: 'auc', value: index === 0 ? 0.7 : 'NaN', timestamp: 1 },
          ...(index === 0 ? [{ key: 'loss', value: 2, timestamp: 1 }] : []),
        ],
      });
    const compared = (await api.ask('GET', `/api/v1/runs/compare?ids=${ids.join(',')}`)).json();
    expect(compared).toMatchObject({
      runs: [{ name: 'left' }, { name: 'right' }],
      params: [
        { key: 'depth', values: ['0', '1'], same: false },
        { key: 'kind', values: ['tree', 'tree'], same: true },
      ],
      metrics: [
        { key: 'auc', values: [0.7, 'NaN'], same: false },
        { key: 'loss', values: [2, null], same: false },
      ],
    });
    const status = async (asked: string) => (await api.ask('GET', `/api/v1/runs/compare?ids=${asked}`)).statusCode;
    expect(await status(ids[0]!)).toBe(400);
    expect(await status(`${ids[0]},${'0'.repeat(32)}`)).toBe(404);
    expect((await api.ask('GET', `/api/v1/experiments/${of}`)).json()).toMatchObject({ number: Number(of) });
    expect((await api.ask('GET', '/api/v1/experiments/999999')).statusCode).toBe(404);
  });

  it('pages through experiments by key, those of one time too, whatever is made meanwhile', async () => {
    const at = new Date('2026-11-21T10:00:00Z');
    const numbers = [7001, 7002, 7003, 7004];
    const make = (number: number) => ({ workspaceId: 'default', number, name: `paged ${number}`, updatedAt: at });
    await api.core.kit.db.prisma.experiment.createMany({ data: numbers.map(make) });
    const filter = encodeURIComponent("name LIKE 'paged%'");
    const page = async (cursor = ''): Promise<{ items: { number: number }[]; nextCursor: string | null }> =>
      (await api.ask('GET', `/api/v1/experiments?limit=3&filter=${filter}${cursor}`)).json();
    const first = await page();
    expect(first.items.map(({ number }) => number)).toEqual([7001, 7002, 7003]);
    await api.core.kit.db.prisma.experiment.create({ data: { ...make(7005), updatedAt: new Date() } });
    expect(await page(`&cursor=${first.nextCursor}`)).toMatchObject({ items: [{ number: 7004 }], nextCursor: null });
    const stale = Buffer.from(JSON.stringify(['x'])).toString('base64url');
    expect((await api.ask('GET', `/api/v1/experiments?cursor=${stale}`)).statusCode).toBe(400);
  });

  it.each([
    ['', ['g', 'f', 'e', 'd', 'c', 'b', 'a']],
    ['metrics.auc DESC', ['c', 'e', 'b', 'a', 'd', 'g', 'f']],
    ['metrics.auc ASC', ['a', 'e', 'b', 'c', 'd', 'g', 'f']],
    ['params.depth ASC', ['b', 'a', 'g', 'f', 'e', 'd', 'c']],
    ['end_time DESC', ['g', 'f', 'e', 'd', 'c', 'b', 'a']],
  ])(
    'pages by key in the order %j: equal values, NaN and what is not logged cost no run and repeat none',
    async (order, names) => {
      const of = await experiment();
      const logged: Record<string, [auc: number | string | null, depth: string | null]> = {
        a: [0.1, '2'],
        b: [0.5, '1'],
        c: [0.9, null],
        d: ['NaN', null],
        e: [0.5, null],
        f: [null, null],
        g: [null, null],
      };
      for (const [index, name] of Object.keys(logged).entries()) {
        const id = await run(of, { run_name: name, start_time: 1_000 + index });
        const [auc, depth] = logged[name]!;
        await ask('POST', 'runs/log-batch', {
          run_id: id,
          metrics: auc === null ? [] : [{ key: 'auc', value: auc, timestamp: 1 }],
          params: depth === null ? [] : [{ key: 'depth', value: depth }],
        });
      }
      const seen: string[] = [];
      let cursor = '';
      do {
        const asked = `/api/v1/runs?experiment=${of}&limit=2&orderBy=${encodeURIComponent(order)}`;
        const page = (await api.ask('GET', `${order === '' ? asked.replace('&orderBy=', '') : asked}${cursor}`)).json();
        seen.push(...page.items.map(({ name }: { name: string }) => name));
        // A run that starts meanwhile is on no later page.
        if (cursor === '' && order === '') await run(of, { run_name: 'late', start_time: 9_000 });
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
      } while (cursor !== '');
      expect(seen).toEqual(names);
      const stale = Buffer.from('["nobody"]').toString('base64url');
      expect((await api.ask('GET', `/api/v1/runs?experiment=${of}&cursor=${stale}`)).json()).toMatchObject({
        items: [],
      });
    },
  );

  it('keeps workspaces apart', async () => {
    const id = await run(await experiment());
    await api.core.kit.db.prisma.workspace.createMany({ data: [{ id: 'other' }], skipDuplicates: true });
    const other = mlflowClient(() => api, '/p/other');
    expect((await other('GET', 'runs/get', { run_id: id })).status).toBe(404);
    expect((await other('GET', 'experiments/get', { experiment_id: '0' })).status).toBe(200);
  });
});
