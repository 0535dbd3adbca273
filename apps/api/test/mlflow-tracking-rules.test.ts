import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';
import { refusal, tracking, type Json } from './tracking.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const { ask, experiment, run, getRun } = tracking(() => api);

describe('what runs log', () => {
  it('may have names in any script', async () => {
    const id = await run(await experiment());
    await ask('POST', 'runs/log-batch', {
      run_id: id,
      metrics: [{ key: 'größe/μ', value: 1, timestamp: 1 }],
      params: [{ key: '深さ', value: '3' }],
    });
    expect((await getRun(id))['data']).toMatchObject({
      metrics: [{ key: 'größe/μ' }],
      params: [{ key: '深さ', value: '3' }],
    });
  });

  it('is shortened where a text is too long, without cutting a character in two', async () => {
    const id = await run(await experiment());
    const params = [{ key: 'long', value: `${'x'.repeat(5_999)}😀😀` }];
    const tags = [{ key: 'long', value: 'y'.repeat(8_001) }];
    expect((await ask('POST', 'runs/log-batch', { run_id: id, params, tags })).status).toBe(200);
    const data = (await getRun(id))['data']!;
    expect(data['params']).toEqual([{ key: 'long', value: `${'x'.repeat(5_999)}😀` }]);
    expect(data['tags']).toContainEqual({ key: 'long', value: 'y'.repeat(8_000) });
  });

  it('names logged models that it read', async () => {
    const id = await run(await experiment());
    for (let twice = 0; twice < 2; twice += 1)
      await ask('POST', 'runs/log-inputs', { run_id: id, models: [{ model_id: 'm-1' }] });
    expect((await getRun(id))['inputs']).toEqual({ model_inputs: [{ model_id: 'm-1' }] });
  });
});

describe('experiments', () => {
  it('are found by their id', async () => {
    const [a, b] = [await experiment(), await experiment()];
    const found = async (filter: string) => {
      const { body } = await ask('POST', 'experiments/search', { filter, order_by: ['experiment_id ASC'] });
      return ((body['experiments'] ?? []) as Json[]).map((one) => String(one['experiment_id']));
    };
    expect(await found(`experiment_id = '${a}'`)).toEqual([a]);
    expect(await found(`attribute.experiment_id IN ('${a}', '${b}')`)).toEqual([a, b]);
  });
});

describe('what was measured of a logged model', () => {
  const model = async (of: string, more: object = {}): Promise<string> => {
    const { body } = await ask('POST', 'logged-models', { experiment_id: of, name: 'model', ...more });
    return (body as Json)['model']!['info']!['model_id'];
  };
  const search = async (of: string, more: object) => {
    const { body } = await ask('POST', 'logged-models/search', { experiment_ids: [of], ...more });
    return ((body['models'] ?? []) as Json[]).map((found) => found['info']!['model_id'] as string);
  };

  it('is kept for each dataset, filtered by dataset, and ordered by the newest measurement', async () => {
    const of = await experiment();
    const id = await run(of);
    const [good, bad, unmeasured] = [await model(of), await model(of), await model(of)];
    const measured = (on: string, name: string, value: number, timestamp: number) => ({
      key: 'auc',
      step: 0,
      value,
      timestamp,
      model_id: on,
      dataset_name: name,
      dataset_digest: `d-${name}`,
    });
    await ask('POST', 'runs/log-batch', {
      run_id: id,
      metrics: [
        measured(good, 'validation', 0.9, 7),
        measured(good, 'test', 0.8, 7),
        measured(bad, 'validation', 0.95, 6),
        measured(bad, 'validation', 0.6, 7),
      ],
    });
    const { body } = await ask('GET', `logged-models/${good}`);
    expect((body as Json)['model']!['data']!['metrics']).toHaveLength(2);
    const onTest = [{ dataset_name: 'test' }];
    expect(await search(of, { datasets: onTest })).toEqual([good]);
    expect(await search(of, { datasets: onTest, filter: 'metrics.auc > 0.85' })).toEqual([]);
    expect(await search(of, { datasets: [{ dataset_name: 'test', dataset_digest: 'other' }] })).toEqual([]);
    const order = { field_name: 'metrics.auc', ascending: false, dataset_name: 'validation' };
    expect(await search(of, { order_by: [order] })).toEqual([good, bad, unmeasured]);
  });

  it('belongs to a model with a name that is no path; a deleted one is there for those who ask', async () => {
    const of = await experiment();
    expect(await ask('POST', 'logged-models', { experiment_id: of, name: 'a/b' })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
    const id = await model(of);
    await ask('DELETE', `logged-models/${id}`);
    expect((await ask('GET', `logged-models/${id}`)).status).toBe(404);
    expect((await ask('GET', `logged-models/${id}`, { allow_deleted: true })).status).toBe(200);
  });
});
