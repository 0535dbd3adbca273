import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mlflowClient } from './mlflow-client.js';
import { startApi, type StartedApi } from './started-api.js';

type Json = Record<string, never>;

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const ask = mlflowClient(() => api);
const refusal = (status: number, code: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error_code: code, message },
});
let made = 0;
async function experiment(more: object = {}): Promise<string> {
  made += 1;
  const { body } = await ask('POST', 'experiments/create', { name: `experiment ${made}`, ...more });
  return body['experiment_id'] as string;
}
async function run(of: string, more: object = {}): Promise<string> {
  const { body } = await ask('POST', 'runs/create', { experiment_id: of, start_time: 1000 + made, ...more });
  return (body as Json)['run']!['info']!['run_id'];
}
const getRun = async (id: string) => ((await ask('GET', 'runs/get', { run_id: id })).body as Json)['run']!;
const search = async (of: string, more: object = {}) => {
  const { status, body } = await ask('POST', 'runs/search', { experiment_ids: [of], ...more });
  if (status !== 200) return body;
  return ((body['runs'] ?? []) as Json[]).map((found) => found['info']!['run_name'] as string);
};

describe('experiments', () => {
  it('has Default, number 0, in every workspace', async () => {
    expect(await ask('GET', 'experiments/get', { experiment_id: '0' })).toMatchObject({
      status: 200,
      body: {
        experiment: {
          experiment_id: '0',
          name: 'Default',
          artifact_location: 'mlflow-artifacts:/0',
          lifecycle_stage: 'active',
        },
      },
    });
    expect((await ask('GET', 'experiments/get-by-name', { experiment_name: 'Default' })).status).toBe(200);
  });

  it('creates by name, once, and says so with the code that clients know', async () => {
    const id = await experiment({ name: 'twice', tags: [{ key: 'team', value: 'eu' }] });
    expect(id).toMatch(/^\d+$/);
    expect(await ask('POST', 'experiments/create', { name: 'twice' })).toMatchObject(
      refusal(400, 'RESOURCE_ALREADY_EXISTS', 'Experiment(name=twice) already exists.'),
    );
    const found = await ask('GET', 'experiments/get-by-name', { experiment_name: 'twice' });
    expect(found.body).toMatchObject({
      experiment: { experiment_id: id, tags: [{ key: 'team', value: 'eu' }], creation_time: expect.any(Number) },
    });
  });

  it('gives 32 concurrent ones different numbers', async () => {
    const ids = await Promise.all(Array.from({ length: 32 }, (_, i) => experiment({ name: `at once ${i}` })));
    expect(new Set(ids).size).toBe(32);
  });

  it.each([
    ['get', { experiment_id: '999999' }, 404, 'RESOURCE_DOES_NOT_EXIST'],
    ['get', { experiment_id: 'seven' }, 400, 'INVALID_PARAMETER_VALUE'],
    ['get', {}, 400, 'INVALID_PARAMETER_VALUE'],
    ['get-by-name', { experiment_name: 'ghost' }, 404, 'RESOURCE_DOES_NOT_EXIST'],
  ])('%s %j', async (act, fields, status, code) => {
    expect(await ask('GET', `experiments/${act}`, fields)).toMatchObject(refusal(status, code));
  });

  it('refuses a place for files that is not ours, and a name that is too long', async () => {
    expect(await ask('POST', 'experiments/create', { name: 'else', artifact_location: 's3://bucket' })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
    expect(await ask('POST', 'experiments/create', { name: 'x'.repeat(501) })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
  });

  it('is deleted, keeps its name, takes no runs, and comes back', async () => {
    const id = await experiment({ name: 'gone' });
    await ask('POST', 'experiments/delete', { experiment_id: id });
    expect(await ask('POST', 'experiments/create', { name: 'gone' })).toMatchObject(
      refusal(400, 'RESOURCE_ALREADY_EXISTS', expect.stringContaining('deleted')),
    );
    expect(await ask('POST', 'runs/create', { experiment_id: id })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
    const names = async (view: string) =>
      JSON.stringify((await ask('POST', 'experiments/search', { view_type: view, filter: `name = 'gone'` })).body);
    expect(await names('ACTIVE_ONLY')).toBe('{}');
    expect(await names('DELETED_ONLY')).toContain(`"${id}"`);
    await ask('POST', 'experiments/restore', { experiment_id: id });
    expect(await names('ACTIVE_ONLY')).toContain(`"${id}"`);
    expect(await ask('POST', 'experiments/delete', { experiment_id: '0' })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
  });

  it('is found by tag and name, page by page', async () => {
    for (const name of ['p1', 'p2', 'p3']) await experiment({ name, tags: [{ key: 'paged', value: 'yes' }] });
    const asked = { filter: "tags.paged = 'yes'", order_by: ['name DESC'], max_results: 2 };
    const first = await ask('GET', 'experiments/search', asked);
    const rest = await ask('GET', 'experiments/search', { ...asked, page_token: first.body['next_page_token'] });
    const names = [first, rest].flatMap(({ body }) => (body['experiments'] as Json[]).map((found) => found['name']));
    expect(names).toEqual(['p3', 'p2', 'p1']);
    expect(rest.body).not.toHaveProperty('next_page_token');
    expect(await ask('GET', 'experiments/search', { page_token: 'nonsense' })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
  });
});

describe('runs', () => {
  it('start with a name of their own, in the shape that clients read', async () => {
    const of = await experiment();
    const { body, status } = await ask('POST', 'runs/create', {
      experiment_id: of,
      user_id: 'ada',
      start_time: 1234,
      tags: [{ key: 'mlflow.user', value: 'ada' }],
    });
    expect(status).toBe(200);
    const { info, data } = (body as Json)['run']!;
    expect(info).toMatchObject({
      experiment_id: of,
      user_id: 'ada',
      status: 'RUNNING',
      start_time: 1234,
      lifecycle_stage: 'active',
    });
    expect(info['run_id']).toMatch(/^[0-9a-f]{32}$/);
    expect(info['run_uuid']).toBe(info['run_id']);
    expect(info['artifact_uri']).toBe(`mlflow-artifacts:/${of}/${info['run_id']}/artifacts`);
    expect(info).not.toHaveProperty('end_time');
    expect(data).not.toHaveProperty('metrics');
    expect(data['tags']).toContainEqual({ key: 'mlflow.runName', value: info['run_name'] });
  });

  it('end, are renamed, deleted and restored', async () => {
    const id = await run(await experiment());
    const ended = await ask('POST', 'runs/update', {
      run_id: id,
      status: 'FINISHED',
      end_time: '5000',
      run_name: 'better',
    });
    expect(ended.body).toMatchObject({ run_info: { status: 'FINISHED', end_time: 5000, run_name: 'better' } });
    expect((await getRun(id))['data']!['tags']).toContainEqual({ key: 'mlflow.runName', value: 'better' });
    expect(await ask('POST', 'runs/update', { run_id: id, status: 'DONE' })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
    await ask('POST', 'runs/delete', { run_id: id });
    expect((await getRun(id))['info']!['lifecycle_stage']).toBe('deleted');
    expect(await ask('POST', 'runs/log-metric', { run_id: id, key: 'a', value: 1, timestamp: 1 })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE', expect.stringContaining('deleted')),
    );
    await ask('POST', 'runs/restore', { run_id: id });
    expect((await ask('POST', 'runs/log-metric', { run_uuid: id, key: 'a', value: 1, timestamp: 1 })).status).toBe(200);
  });

  it.each([
    ['GET', 'runs/get', { run_id: '0'.repeat(32) }, 404, 'RESOURCE_DOES_NOT_EXIST'],
    ['GET', 'runs/get', {}, 400, 'INVALID_PARAMETER_VALUE'],
    ['POST', 'runs/create', { experiment_id: '999999' }, 404, 'RESOURCE_DOES_NOT_EXIST'],
    [
      'POST',
      'runs/log-metric',
      { run_id: '0'.repeat(32), key: 'a', value: 1, timestamp: 1 },
      404,
      'RESOURCE_DOES_NOT_EXIST',
    ],
    ['POST', 'runs/delete', { run_id: '0'.repeat(32) }, 404, 'RESOURCE_DOES_NOT_EXIST'],
  ])('%s %s %j is refused without a status that is tried again', async (method, path, fields, status, code) => {
    expect(await ask(method, path, fields)).toMatchObject(refusal(status, code));
  });

  it('keep every point of a metric, and show the newest by step, then time', async () => {
    const id = await run(await experiment());
    const point = (step: number, timestamp: number, value: unknown) =>
      ask('POST', 'runs/log-metric', { run_id: id, key: 'loss', value, timestamp, step });
    await point(2, 20, 0.2);
    await point(1, 30, 0.4);
    await point(2, 10, 0.3);
    await point(2, 20, 0.2);
    expect((await getRun(id))['data']!['metrics']).toEqual([{ key: 'loss', value: 0.2, timestamp: 20, step: 2 }]);
    const { body } = await ask('GET', 'metrics/get-history', { run_id: id, metric_key: 'loss' });
    expect((body['metrics'] as Json[]).map(({ value }) => value)).toEqual([0.3, 0.2, 0.4]);
    const first = await ask('GET', 'metrics/get-history', { run_id: id, metric_key: 'loss', max_results: 2 });
    const rest = await ask('GET', 'metrics/get-history', {
      run_id: id,
      metric_key: 'loss',
      max_results: 2,
      page_token: first.body['next_page_token'],
    });
    expect([first, rest].map(({ body: { metrics } }) => (metrics as Json[]).length)).toEqual([2, 1]);
    expect((await ask('GET', 'metrics/get-history', { run_id: id, metric_key: 'none' })).text).toBe('{}');
  });

  it('carry NaN and the infinities as words, both ways', async () => {
    const id = await run(await experiment());
    const metrics = ['NaN', 'Infinity', '-Infinity'].map((value) => ({
      key: value.replace('-', 'minus '),
      value,
      timestamp: 1,
      step: 0,
    }));
    expect((await ask('POST', 'runs/log-batch', { run_id: id, metrics })).text).toBe('{}');
    const data = (await getRun(id))['data']!['metrics'] as { value: unknown }[];
    expect(data.map(({ value }) => value).sort()).toEqual(['-Infinity', 'Infinity', 'NaN']);
  });

  it('take a parameter once; the same again is fine, another value refuses the whole batch', async () => {
    const id = await run(await experiment());
    const param = (key: string, value: string) => ask('POST', 'runs/log-parameter', { run_id: id, key, value });
    expect((await param('depth', '3')).status).toBe(200);
    expect((await param('depth', '3')).status).toBe(200);
    expect(await param('depth', '4')).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE', expect.stringContaining("'depth' was already logged with value='3'")),
    );
    const batch = {
      params: [
        { key: 'rate', value: '1' },
        { key: 'depth', value: '9' },
      ],
      metrics: [{ key: 'm', value: 1, timestamp: 1 }],
    };
    expect((await ask('POST', 'runs/log-batch', { run_id: id, ...batch })).status).toBe(400);
    expect((await getRun(id))['data']).toMatchObject({ params: [{ key: 'depth', value: '3' }] });
    expect((await getRun(id))['data']).not.toHaveProperty('metrics');
  });

  it.each([
    ['1001 metrics', { metrics: Array.from({ length: 1001 }, (_, i) => ({ key: `m${i}`, value: 1, timestamp: 1 })) }],
    ['101 parameters', { params: Array.from({ length: 101 }, (_, i) => ({ key: `p${i}`, value: 'x' })) }],
    ['101 tags', { tags: Array.from({ length: 101 }, (_, i) => ({ key: `t${i}`, value: 'x' })) }],
    [
      'a key twice with two values',
      {
        params: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      },
    ],
    ['a key that is a path', { metrics: [{ key: '../a', value: 1, timestamp: 1 }] }],
    ['a key that is too long', { params: [{ key: 'k'.repeat(251), value: '1' }] }],
    ['a value that is a text', { metrics: [{ key: 'a', value: 'high', timestamp: 1 }] }],
    ['a value that is too long', { params: [{ key: 'a', value: 'x'.repeat(6001) }] }],
    ['U+0000', { tags: [{ key: 'a', value: 'x\0' }] }],
  ])('refuse a batch with %s', async (_name, fields) => {
    const id = await run(await experiment());
    expect(await ask('POST', 'runs/log-batch', { run_id: id, ...fields })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
    expect((await getRun(id))['data']).not.toHaveProperty('params');
  });

  it('remember datasets and models', async () => {
    const id = await run(await experiment());
    const dataset = { name: 'january', digest: 'abc123', source_type: 'local', source: '{}', schema: '{"columns":[]}' };
    const input = { datasets: [{ tags: [{ key: 'mlflow.data.context', value: 'training' }], dataset }] };
    for (let twice = 0; twice < 2; twice += 1)
      expect((await ask('POST', 'runs/log-inputs', { run_id: id, ...input })).text).toBe('{}');
    await ask('POST', 'runs/outputs', { run_id: id, models: [{ model_id: 'm-1', step: 3 }] });
    expect(await getRun(id)).toMatchObject({
      inputs: { dataset_inputs: input.datasets },
      outputs: { model_outputs: [{ model_id: 'm-1', step: 3 }] },
    });
    expect(
      await search((await getRun(id))['info']!['experiment_id'], {
        filter: "dataset.name = 'january' AND dataset.context = 'training'",
      }),
    ).toHaveLength(1);
  });

  it('lose a tag once', async () => {
    const id = await run(await experiment());
    await ask('POST', 'runs/set-tag', { run_id: id, key: 'stage', value: 'try' });
    expect((await ask('POST', 'runs/delete-tag', { run_id: id, key: 'stage' })).text).toBe('{}');
    expect(await ask('POST', 'runs/delete-tag', { run_id: id, key: 'stage' })).toMatchObject(
      refusal(404, 'RESOURCE_DOES_NOT_EXIST'),
    );
  });
});

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

  it('keeps workspaces apart', async () => {
    const id = await run(await experiment());
    await api.core.kit.db.prisma.workspace.createMany({ data: [{ id: 'other' }], skipDuplicates: true });
    const other = mlflowClient(() => api, '/p/other');
    expect((await other('GET', 'runs/get', { run_id: id })).status).toBe(404);
    expect((await other('GET', 'experiments/get', { experiment_id: '0' })).status).toBe(200);
  });
});
