import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mlflowClient } from './mlflow-client.js';
import { startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const ask = mlflowClient(() => api);
const model = (name: string) => ask('POST', 'registered-models/create', { name });
const version = (name: string, more: Record<string, unknown> = {}) =>
  ask('POST', 'model-versions/create', { name, source: 's3://bucket/model', ...more });
const refusal = (status: number, code: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error_code: code, message },
});
const alias = (name: string, aliasName: string, number: string) =>
  ask('POST', 'registered-models/alias', { name, alias: aliasName, version: number });

describe('model versions', () => {
  it('are READY at once, with a string for the number and empty texts that are there', async () => {
    await model('churn');
    const made = await version('churn', { tags: [{ key: 'k', value: 'v' }] });
    const { creation_timestamp: created, user_id: user, ...rest } = made.body.model_version as Record<string, unknown>;
    expect([typeof created, typeof user]).toEqual(['number', 'string']);
    expect(rest).toEqual({
      name: 'churn',
      version: '1',
      last_updated_timestamp: created,
      current_stage: 'None',
      description: '',
      source: 's3://bucket/model',
      run_id: '',
      run_link: '',
      status: 'READY',
      tags: [{ key: 'k', value: 'v' }],
    });
    expect((await ask('GET', 'model-versions/get', { name: 'churn', version: '1' })).body).toEqual(made.body);
  });

  it('get unique numbers when 64 are made at once', async () => {
    await model('crowd');
    const made = await Promise.all(Array.from({ length: 64 }, () => version('crowd')));
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set([200]));
    const numbers = made
      .map(({ body }) => Number((body.model_version as { version: string }).version))
      .sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
  });

  it.each([
    '/etc/passwd',
    'file:///etc/passwd',
    '../x',
    's3://bucket/a/../b',
    's3://bucket/%2e%2e/b',
    'http://host/a%00b',
    'C:\\x',
    'mlflow-artifacts:/1/../../etc',
    'models:/churn',
    '',
  ])('refuse the source %j', async (source) => {
    expect(await version('churn', { source })).toMatchObject(refusal(400, 'INVALID_PARAMETER_VALUE'));
  });

  it('that are not there are a 404, and a number that is none a 400', async () => {
    const calls: [string, string, Record<string, unknown>][] = [
      ['GET', 'model-versions/get', {}],
      ['PATCH', 'model-versions/update', {}],
      ['POST', 'model-versions/transition-stage', { stage: 'Staging', archive_existing_versions: false }],
      ['DELETE', 'model-versions/delete', {}],
      ['POST', 'model-versions/set-tag', { key: 'k', value: 'v' }],
      ['DELETE', 'model-versions/delete-tag', { key: 'k' }],
      ['GET', 'model-versions/get-download-uri', {}],
      ['POST', 'registered-models/alias', { alias: 'a' }],
    ];
    for (const [method, path, more] of calls) {
      for (const number of ['99', '0', '99999999999'])
        expect(await ask(method, path, { name: 'churn', version: number, ...more })).toMatchObject(
          refusal(404, 'RESOURCE_DOES_NOT_EXIST', `Model Version (name=churn, version=${number}) not found`),
        );
      expect(await ask(method, path, { name: 'churn', version: '1.5', ...more })).toMatchObject(
        refusal(400, 'INVALID_PARAMETER_VALUE', "Parameter 'version' must be an integer, got '1.5'."),
      );
    }
  });

  it('can be described and tagged', async () => {
    const key = { name: 'churn', version: '1' };
    expect(
      (await ask('PATCH', 'model-versions/update', { ...key, description: 'words' })).body.model_version,
    ).toMatchObject({ description: 'words' });
    expect((await ask('PATCH', 'model-versions/update', key)).body.model_version).toMatchObject({ description: '' });
    await ask('POST', 'model-versions/set-tag', { ...key, key: 'k', value: '' });
    await ask('POST', 'model-versions/set-tag', { ...key, key: 'k2', value: '2' });
    expect((await ask('DELETE', 'model-versions/delete-tag', { ...key, key: 'k2' })).text).toBe('{}');
    expect((await ask('DELETE', 'model-versions/delete-tag', { ...key, key: 'never' })).status).toBe(200);
    expect((await ask('GET', 'model-versions/get', key)).body.model_version).toMatchObject({
      tags: [{ key: 'k', value: '' }],
    });
  });

  it('that are deleted are gone with their aliases, and their number is never used again', async () => {
    await model('gone');
    await version('gone');
    await version('gone');
    await alias('gone', 'qa', '2');
    expect((await ask('DELETE', 'model-versions/delete', { name: 'gone', version: '2' })).text).toBe('{}');
    expect((await ask('GET', 'model-versions/get', { name: 'gone', version: '2' })).status).toBe(404);
    expect((await ask('GET', 'registered-models/alias', { name: 'gone', alias: 'qa' })).status).toBe(400);
    expect((await version('gone')).body.model_version).toMatchObject({ version: '3' });
  });

  it('are copied by models:/name/version, and read from where the first came from', async () => {
    await model('copy');
    const copied = await version('copy', { source: 'models:/churn/1' });
    expect(copied.body.model_version).toMatchObject({ version: '1', source: 'models:/churn/1' });
    expect((await ask('GET', 'model-versions/get-download-uri', { name: 'copy', version: '1' })).body).toEqual({
      artifact_uri: 's3://bucket/model',
    });
    expect((await version('copy', { source: 'models:/churn/77' })).status).toBe(404);
  });
});

describe('stages', () => {
  const move = (number: string, stage: string, archive: unknown = false) =>
    ask('POST', 'model-versions/transition-stage', {
      name: 'staged',
      version: number,
      stage,
      archive_existing_versions: archive,
    });
  const latest = async (method: string, stages: string[] = []) => {
    const { body } = await ask(method, 'registered-models/get-latest-versions', { name: 'staged', stages });
    return Object.fromEntries(
      ((body.model_versions ?? []) as { current_stage: string; version: string }[]).map((one) => [
        one.current_stage,
        one.version,
      ]),
    );
  };

  it('are written in any case, and archive others when asked to', async () => {
    await model('staged');
    expect((await ask('POST', 'registered-models/get-latest-versions', { name: 'staged' })).text).toBe('{}');
    for (let made = 0; made < 4; made += 1) await version('staged');
    expect((await move('1', 'production')).body.model_version).toMatchObject({ current_stage: 'Production' });
    await move('2', 'PRODUCTION', true);
    await move('3', 'Staging');
    expect(await latest('POST')).toEqual({ None: '4', Staging: '3', Production: '2', Archived: '1' });
    expect(await latest('GET', ['staging', 'Production'])).toEqual({ Staging: '3', Production: '2' });
    expect((await ask('GET', 'registered-models/get', { name: 'staged' })).body.registered_model).toMatchObject({
      latest_versions: expect.toSatisfy((list: unknown[]) => list.length === 4),
    });
  });

  it('that do not exist are a 400, and so is archiving for one that is not active', async () => {
    expect(await move('1', 'Nowhere')).toMatchObject(
      refusal(
        400,
        'INVALID_PARAMETER_VALUE',
        'Invalid Model Version stage: Nowhere. Value must be one of None, Staging, Production, Archived.',
      ),
    );
    expect(await move('1', 'Archived', true)).toMatchObject(
      refusal(
        400,
        'INVALID_PARAMETER_VALUE',
        "Model version transition cannot archive existing model versions because 'Archived' is not an Active stage. Valid stages are ['Staging', 'Production']",
      ),
    );
    expect(await ask('POST', 'registered-models/get-latest-versions', { name: 'staged', stages: ['x'] })).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE'),
    );
  });
});

describe('aliases', () => {
  const get = (aliasName: string) => ask('GET', 'registered-models/alias', { name: 'aliased', alias: aliasName });

  it('move, and show on versions wherever these show', async () => {
    await model('aliased');
    await version('aliased');
    await version('aliased');
    expect((await alias('aliased', 'champion', '1')).text).toBe('{}');
    await alias('aliased', 'champion', '2');
    await alias('aliased', 'a_b-1', '2');
    expect((await get('champion')).body.model_version).toMatchObject({ version: '2', aliases: ['a_b-1', 'champion'] });
    const shown = { version: '2', aliases: ['a_b-1', 'champion'] };
    expect(
      (await ask('GET', 'model-versions/search', { filter: "name = 'aliased'" })).body.model_versions,
    ).toMatchObject([shown, { version: '1' }]);
    expect(
      (await ask('POST', 'registered-models/get-latest-versions', { name: 'aliased' })).body.model_versions,
    ).toMatchObject([shown]);
    expect(
      (await ask('GET', 'registered-models/search', { filter: "name = 'aliased'" })).body.registered_models,
    ).toMatchObject([
      {
        aliases: [
          { alias: 'a_b-1', version: '2' },
          { alias: 'champion', version: '2' },
        ],
      },
    ]);
  });

  it('that are not set are a 400, not a 404, and removing one is fine', async () => {
    expect(await get('nobody')).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE', 'Registered model alias nobody not found.'),
    );
    expect((await ask('DELETE', 'registered-models/alias', { name: 'aliased', alias: 'nobody' })).text).toBe('{}');
    expect((await ask('DELETE', 'registered-models/alias', { name: 'aliased', alias: 'a_b-1' })).text).toBe('{}');
    expect((await get('a_b-1')).status).toBe(400);
  });

  it.each(['latest', 'LATEST', 'v7', 'V12', 'a b', 'a/b', 'a.b', 'x'.repeat(256)])('may not be %s', async (name) => {
    expect(await alias('aliased', name, '1')).toMatchObject(refusal(400, 'INVALID_PARAMETER_VALUE'));
  });

  it('latest is the newest version', async () => {
    expect((await get('latest')).body.model_version).toMatchObject({ version: '2' });
    await model('empty');
    expect(await ask('GET', 'registered-models/alias', { name: 'empty', alias: 'latest' })).toMatchObject(
      refusal(404, 'RESOURCE_DOES_NOT_EXIST'),
    );
  });
});

describe('a search of versions', () => {
  it('filters, orders and pages', async () => {
    await model('searched');
    for (let number = 1; number <= 5; number += 1)
      await version('searched', {
        run_id: number === 2 ? 'a'.repeat(32) : undefined,
        tags: [{ key: 'parity', value: number % 2 === 0 ? 'even' : 'odd' }],
      });
    const found = async (filter: string, more: Record<string, unknown> = {}) =>
      (
        (await ask('GET', 'model-versions/search', { filter: `name = 'searched'${filter}`, ...more })).body
          .model_versions as { version: string }[] | undefined
      )?.map((one) => one.version);
    expect(await found('')).toEqual(['5', '4', '3', '2', '1']);
    expect(await found(" AND tags.parity = 'even'")).toEqual(['4', '2']);
    expect(await found(` AND run_id IN ('${'a'.repeat(32)}')`)).toEqual(['2']);
    expect(await found(' and version_number >= 4', { order_by: 'version_number ASC' })).toEqual(['4', '5']);
    expect(await found('', { order_by: ['creation_timestamp DESC'], max_results: 2 })).toEqual(['5', '4']);
    expect((await ask('GET', 'model-versions/search', { filter: "name = 'none'" })).text).toBe('{}');
  });

  it.each([
    [{ max_results: 200_001 }],
    [{ max_results: -1 }],
    [{ filter: "alias = 'champion'" }],
    [{ filter: "name IN 'x'" }],
    [{ order_by: ['stage'] }],
    [{ page_token: '!' }],
  ])('refuses %j', async (fields) => {
    expect(await ask('GET', 'model-versions/search', fields)).toMatchObject(refusal(400, 'INVALID_PARAMETER_VALUE'));
  });
});
