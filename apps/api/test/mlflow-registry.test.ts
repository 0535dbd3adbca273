import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mlflowClient } from './mlflow-client.js';
import { adminToken, startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const ask = mlflowClient(() => api);
const model = (name: string, more: Record<string, unknown> = {}) =>
  ask('POST', 'registered-models/create', { name, ...more });
const version = (name: string, more: Record<string, unknown> = {}) =>
  ask('POST', 'model-versions/create', { name, source: 's3://bucket/model', ...more });
const refusal = (status: number, code: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error_code: code, message },
});
const missing = (field: string) => expect.stringMatching(`^Missing value for required parameter '${field}'`);

describe('every endpoint', () => {
  it('answers an unknown path with ENDPOINT_NOT_FOUND, so that clients fall back', async () => {
    for (const path of ['nothing/at-all', 'registered-models', 'registered-models/create/more'])
      expect(await ask('POST', path)).toMatchObject(refusal(404, 'ENDPOINT_NOT_FOUND'));
    const info = await api.ask('GET', '/api/3.0/mlflow/server-info');
    expect([info.statusCode, info.json()]).toMatchObject([404, { error_code: 'ENDPOINT_NOT_FOUND' }]);
  });

  it('takes a bearer token or the token as a Basic password, and nothing else', async () => {
    const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;
    const search = async (authorization?: string) =>
      (await ask('GET', 'registered-models/search', {}, { authorization })).status;
    expect(await search(`Bearer ${adminToken}`)).toBe(200);
    expect(await search(basic(adminToken))).toBe(200);
    expect(await search(basic('wrong'))).toBe(401);
    expect(await ask('GET', 'registered-models/search', {}, { authorization: undefined })).toMatchObject(
      refusal(401, 'UNAUTHENTICATED'),
    );
    const read = await api.ask('POST', '/api/v1/tokens', {
      payload: { name: 'reader', scopes: ['read'] },
    });
    const authorization = `Bearer ${read.json().secret}`;
    expect(await search(authorization)).toBe(200);
    expect(await ask('POST', 'registered-models/create', { name: 'x' }, { authorization })).toMatchObject(
      refusal(403, 'PERMISSION_DENIED'),
    );
    expect((await ask('POST', 'registered-models/get-latest-versions', { name: 'x' }, { authorization })).status).toBe(
      404,
    );
  });

  it('refuses other content types, what is not an object and what is not JSON with a 400', async () => {
    const post = async (payload: string, type: string) => {
      const { statusCode, body } = await api.ask('POST', '/api/2.0/mlflow/registered-models/create', {
        payload,
        headers: { 'content-type': type },
      });
      return [statusCode, (JSON.parse(body) as { error_code: string }).error_code];
    };
    for (const [payload, type] of [
      ['{"name":"x"}', 'text/plain'],
      ['[]', 'application/json'],
      ['{', 'application/json'],
      ['"x"', 'application/json'],
      ['{"name":"a\\u0000b"}', 'application/json'],
    ] as const)
      expect(await post(payload, type)).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  it('ignores unknown fields, takes null for absent, and refuses a number for a string', async () => {
    expect(
      (await model('lenient', { nobody: 'knows', description: null, tags: null })).body.registered_model,
    ).toMatchObject({ name: 'lenient' });
    expect(await model(7 as unknown as string)).toMatchObject(
      refusal(
        400,
        'INVALID_PARAMETER_VALUE',
        expect.stringMatching("^Invalid value 7 for parameter 'name' supplied:  Hint: Value was of type 'int'."),
      ),
    );
    expect(await ask('GET', 'registered-models/get')).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE', missing('name')),
    );
    await version('lenient');
    expect(
      await ask('POST', 'model-versions/set-tag', { name: 'lenient', version: 1, key: 'k', value: 'v' }),
    ).toMatchObject(refusal(400, 'INVALID_PARAMETER_VALUE'));
  });

  it('lives in the workspace of its prefix', async () => {
    const elsewhere = mlflowClient(() => api, '/p/default');
    expect((await elsewhere('GET', 'registered-models/get', { name: 'lenient' })).status).toBe(200);
    expect(
      (await mlflowClient(() => api, '/p/nowhere')('GET', 'registered-models/get', { name: 'lenient' })).status,
    ).toBe(404);
  });
});

describe('registered models', () => {
  it('are created once', async () => {
    const made = await model('churn', {
      description: 'who leaves',
      tags: [
        { key: 'team', value: 'eu' },
        { key: 'empty', value: '' },
      ],
    });
    const { creation_timestamp: created, ...rest } = made.body.registered_model as Record<string, unknown>;
    expect(Math.abs(Number(created) - Date.now())).toBeLessThan(60_000);
    expect(typeof created).toBe('number');
    expect(rest).toEqual({
      name: 'churn',
      last_updated_timestamp: created,
      description: 'who leaves',
      tags: [
        { key: 'team', value: 'eu' },
        { key: 'empty', value: '' },
      ],
    });
    expect(await model('churn')).toMatchObject(
      refusal(400, 'RESOURCE_ALREADY_EXISTS', 'Registered Model (name=churn) already exists.'),
    );
    expect((await model('plain')).text).not.toContain('tags');
  });

  it.each([
    ['', missing('name')],
    ['   ', missing('name')],
    ['a/b', "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
    ['a:b', "Invalid model name 'a:b'. Names cannot contain '/' or ':'."],
    ['..', expect.stringContaining('must not resolve to other names')],
    ['.', expect.stringContaining('must not resolve to other names')],
    ['x'.repeat(257), expect.stringContaining('Invalid value')],
  ])('refuse the name %j', async (name, message) => {
    expect(await model(name)).toMatchObject(refusal(400, 'INVALID_PARAMETER_VALUE', message));
  });

  it('may have any other name', async () => {
    for (const name of ["it's 100% größe", 'x'.repeat(256), '模型', 'a;drop table', 'v1.2-rc_3+x']) {
      expect((await model(name)).status).toBe(200);
      expect((await ask('GET', 'registered-models/get', { name })).body.registered_model).toMatchObject({ name });
    }
  });

  it('that are not there are a 404 everywhere', async () => {
    const text = 'Registered Model with name=ghost not found';
    const name = 'ghost';
    const calls: [string, string, Record<string, unknown>][] = [
      ['GET', 'registered-models/get', {}],
      ['PATCH', 'registered-models/update', { description: 'x' }],
      ['POST', 'registered-models/rename', { new_name: 'y' }],
      ['DELETE', 'registered-models/delete', {}],
      ['POST', 'registered-models/get-latest-versions', {}],
      ['GET', 'registered-models/get-latest-versions', {}],
      ['POST', 'registered-models/set-tag', { key: 'k', value: 'v' }],
      ['DELETE', 'registered-models/delete-tag', { key: 'k' }],
      ['POST', 'registered-models/alias', { alias: 'a', version: '1' }],
      ['DELETE', 'registered-models/alias', { alias: 'a' }],
      ['GET', 'registered-models/alias', { alias: 'a' }],
      ['POST', 'model-versions/create', { source: 's3://b/x' }],
    ];
    for (const [method, path, more] of calls)
      expect(await ask(method, path, { name, ...more })).toMatchObject(refusal(404, 'RESOURCE_DOES_NOT_EXIST', text));
  });

  it('lose their description when an update has none', async () => {
    await model('described', { description: 'before' });
    const update = await ask('PATCH', 'registered-models/update', { name: 'described', description: 'after' });
    expect(update.body.registered_model).toMatchObject({ description: 'after' });
    expect(
      (await ask('PATCH', 'registered-models/update', { name: 'described' })).body.registered_model,
    ).not.toHaveProperty('description');
  });

  it('take their versions, aliases and tags along when they are renamed', async () => {
    await model('old', { tags: [{ key: 'k', value: 'v' }] });
    await version('old');
    await ask('POST', 'registered-models/alias', { name: 'old', alias: 'champion', version: '1' });
    expect(await ask('POST', 'registered-models/rename', { name: 'old', new_name: 'churn' })).toMatchObject(
      refusal(400, 'RESOURCE_ALREADY_EXISTS'),
    );
    const renamed = await ask('POST', 'registered-models/rename', { name: 'old', new_name: 'new' });
    expect(renamed.body.registered_model).toMatchObject({
      name: 'new',
      tags: [{ key: 'k', value: 'v' }],
      aliases: [{ alias: 'champion', version: '1' }],
      latest_versions: [{ name: 'new', version: '1' }],
    });
    expect((await ask('GET', 'model-versions/search', { filter: "name = 'new'" })).body.model_versions).toMatchObject([
      { name: 'new' },
    ]);
    expect((await ask('GET', 'registered-models/get', { name: 'old' })).body.registered_model).toMatchObject({
      name: 'new',
    });
    expect((await model('old')).status).toBe(200);
    expect((await ask('GET', 'registered-models/get', { name: 'old' })).body.registered_model).not.toHaveProperty(
      'latest_versions',
    );
  });

  it('start at version 1 again after they were deleted, with a body in the DELETE', async () => {
    await model('again');
    await version('again');
    await version('again');
    expect(await ask('DELETE', 'registered-models/delete', { name: 'again' })).toMatchObject({
      status: 200,
      text: '{}',
    });
    await model('again');
    expect((await version('again')).body.model_version).toMatchObject({ version: '1' });
  });

  it('have tags that may be empty, and deleting one that is not there is fine', async () => {
    const name = 'plain';
    for (const [key, value] of [
      ['a/b', ''],
      ['k.x-y z:1', 'v'],
      ['big', 'x'.repeat(100_000)],
    ])
      expect(await ask('POST', 'registered-models/set-tag', { name, key, value })).toMatchObject({
        status: 200,
        text: '{}',
      });
    for (const [key, value] of [
      ['a//b', ''],
      ['../x', ''],
      ['a#b', ''],
      ['k'.repeat(251), ''],
      ['big', 'x'.repeat(100_001)],
    ])
      expect(await ask('POST', 'registered-models/set-tag', { name, key, value })).toMatchObject(
        refusal(400, 'INVALID_PARAMETER_VALUE'),
      );
    expect(await ask('DELETE', 'registered-models/delete-tag', { name, key: 'big' })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', 'registered-models/delete-tag', { name, key: 'never' })).toMatchObject({ status: 200 });
    expect((await ask('GET', 'registered-models/get', { name })).body.registered_model).toMatchObject({
      tags: expect.toSatisfy((tags: unknown[]) => tags.length === 2),
    });
    expect((await api.ask('GET', '/api/v1/models/plain')).json()).toMatchObject({ tags: { 'a/b': '' } });
  });
});

describe('a search of registered models', () => {
  it('pages with repeated keys in any case and white space, and a token of ours', async () => {
    for (let number = 0; number < 5; number += 1) await model(`page-${number}`);
    const names: string[] = [];
    for (let token = ''; ;) {
      const { body } = await ask('GET', 'registered-models/search', {
        filter: "name LIKE 'page-%'",
        max_results: '2',
        order_by: ['timestamp   aSc', 'name DESC'],
        page_token: token,
      });
      names.push(...(body.registered_models as { name: string }[]).map(({ name }) => name));
      if (body.next_page_token === undefined) break;
      token = body.next_page_token as string;
    }
    expect(names).toEqual(['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
  });

  it('finds models without the prompt tag when clients exclude prompts, and nothing is {}', async () => {
    await model('a prompt', { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] });
    const named = async (filter: string) =>
      (
        (await ask('GET', 'registered-models/search', { filter })).body.registered_models as
          | { name: string }[]
          | undefined
      )?.map(({ name }) => name);
    expect(await named("name = 'churn' AND tag.`mlflow.prompt.is_prompt` != 'true'")).toEqual(['churn']);
    expect(await named("tag.`mlflow.prompt.is_prompt` = 'true'")).toEqual(['a prompt']);
    expect((await ask('GET', 'registered-models/search', { filter: "name = 'nothing'" })).text).toBe('{}');
  });

  it.each([
    [{ filter: "foo = 'x'" }, "Invalid attribute key 'foo' specified. Valid keys are '{'name'}'"],
    [{ filter: "name = 'a' OR name = 'b'" }, 'Invalid clause(s) in filter string: OR'],
    [{ order_by: ['name', 'name DESC'] }, "`order_by` contains duplicate fields: ['name', 'name DESC']"],
    [{ order_by: ['timestamp', 'last_updated_timestamp'] }, expect.stringContaining('duplicate')],
    [{ order_by: 'name sideways' }, "Invalid ordering key in order_by clause 'name sideways'."],
    [{ order_by: 'creation' }, expect.stringMatching("^Invalid order by key 'creation' specified. Valid keys")],
    [{ order_by: 'name ASC, timestamp' }, expect.stringContaining('Could not be parsed')],
    [{ max_results: 1001 }, expect.stringContaining('max_results')],
    [{ max_results: 0 }, expect.stringContaining('max_results')],
    [{ page_token: 'nonsense' }, expect.any(String)],
    [{ page_token: Buffer.from('{"offset": 3}').toString('base64') }, expect.any(String)],
  ])('refuses %j', async (fields, message) => {
    expect(await ask('GET', 'registered-models/search', fields)).toMatchObject(
      refusal(400, 'INVALID_PARAMETER_VALUE', message),
    );
  });
});
