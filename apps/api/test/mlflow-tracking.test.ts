import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';
import { refusal, tracking, type Json } from './tracking.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const { ask, experiment, run, getRun, search } = tracking(() => api);

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
    expect(info['artifact_uri']).toBe(`mlflow-artifacts:/${of}/${String(info['run_id'])}/artifacts`);
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
    expect(data.map(({ value }) => String(value)).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      '-Infinity',
      'Infinity',
      'NaN',
    ]);
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
    ['a time before 1970', { metrics: [{ key: 'a', value: 1, timestamp: -1 }] }],
    ['a step that no int64 holds', { metrics: [{ key: 'a', value: 1, timestamp: 1, step: '9'.repeat(19) }] }],
    ['a key that leads to another', { tags: [{ key: 'a//b', value: 'x' }] }],
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
