import { existsSync, readdirSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ModelVersion } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

const files = '/api/2.0/mlflow-artifacts/artifacts';
let api: StartedApi;
let port: number;
let run: string;
/** Artifact roots as MLflow's client knows them, without the scheme: of a run, of a logged model, of a run that was deleted. */
let root: string;
let modelRoot: string;
let deletedRoot: string;

const ask = async (method: string, path: string, payload: object) =>
  (await api.ask(method, `/api/2.0/mlflow/${path}`, { payload })).json<Record<string, never>>();
const rootOf = (uri: string): string => uri.replace('mlflow-artifacts:/', '');

beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  port = (api.app.getHttpServer().address() as AddressInfo).port;
  const { experiment_id } = await ask('POST', 'experiments/create', { name: 'files' });
  const newRun = async (): Promise<{ run_id: string; artifact_uri: string }> =>
    (await ask('POST', 'runs/create', { experiment_id, start_time: 1 }))['run']!['info'];
  const first = await newRun();
  [run, root] = [first.run_id, rootOf(first.artifact_uri)];
  const made = await ask('POST', 'logged-models', { experiment_id, name: 'files', source_run_id: run });
  modelRoot = rootOf(made['model']!['info']['artifact_uri']);
  const second = await newRun();
  deletedRoot = rootOf(second.artifact_uri);
  await api.ask('PUT', `${files}/${deletedRoot}/a.txt`, { payload: 'a' });
  await ask('POST', 'runs/delete', { run_id: second.run_id });
});
afterAll(() => api.stop());

const put = (path: string, payload: string | Buffer, type = 'application/octet-stream') =>
  api.ask('PUT', `${files}/${encodeURI(path)}`, { payload, headers: { 'content-type': type } });
const get = (path: string, headers = {}) => api.ask('GET', `${files}/${encodeURI(path)}`, { headers });
const list = async (path: string): Promise<unknown> =>
  (await api.ask('GET', `${files}?path=${encodeURIComponent(path)}`)).json();

/** send writes a request line as it is, which no client library would. */
const send = (method: string, path: string, body: string | null): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers: { authorization: `Bearer ${adminToken}` } });
    sent.on('response', resolve).on('error', reject);
    // Without a length, Node sends it in chunks.
    if (body !== null) sent.write(body);
    sent.end();
  });

describe('the artifact proxy', () => {
  it('takes files, lists a folder at a time, and gives them back', async () => {
    expect((await put(`${root}/model/MLmodel`, 'flavors: {}', 'text/plain')).json()).toEqual({});
    await put(`${root}/model/metrics.json`, '{"not": json', 'application/json');
    await put(`${root}/model/data/weights.bin`, Buffer.alloc(3_000_000, 7));
    expect(await list(root)).toEqual({ files: [{ path: 'model', is_dir: true }] });
    expect(await list(`${root}/model`)).toEqual({
      files: [
        { path: 'MLmodel', is_dir: false, file_size: 11 },
        { path: 'data', is_dir: true },
        { path: 'metrics.json', is_dir: false, file_size: 12 },
      ],
    });
    expect(await list(`${root}/model/MLmodel`)).toEqual({});
    const answer = await get(`${root}/model/metrics.json`);
    expect([answer.statusCode, answer.body]).toEqual([200, '{"not": json']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    const part = await get(`${root}/model/MLmodel`, { range: 'bytes=-2' });
    expect([part.statusCode, part.body]).toEqual([206, '{}']);
  });

  it('keeps files of logged models apart', async () => {
    await put(`${modelRoot}/MLmodel`, 'of a model');
    expect((await get(`${modelRoot}/MLmodel`)).body).toBe('of a model');
    expect((await get(`${root}/MLmodel`)).statusCode).toBe(404);
  });

  it('takes an empty file sent in chunks, and an empty body', async () => {
    expect((await send('PUT', `${files}/${root}/empty-1`, '')).statusCode).toBe(200);
    expect((await put(`${root}/empty-2`, '')).statusCode).toBe(200);
    for (const name of ['empty-1', 'empty-2']) {
      const answer = await get(`${root}/${name}`);
      expect([answer.statusCode, answer.headers['content-length'], answer.body]).toEqual([200, '0', '']);
    }
  });

  it.each(['データ.txt', 'naïve café.txt', 'a b+c.txt', "it's (1).txt", 'dog%step%100%timestamp%100', '🚢.bin'])(
    'gives back a file named %s',
    async (name) => {
      expect(
        (await api.ask('PUT', `${files}/${root}/names/${encodeURIComponent(name)}`, { payload: name })).statusCode,
      ).toBe(200);
      const answer = await api.ask('GET', `${files}/${root}/names/${encodeURIComponent(name)}`);
      expect([answer.statusCode, answer.body]).toEqual([200, name]);
      const disposition = String(answer.headers['content-disposition']);
      expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\x21-\x7e]*$/);
      expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(name);
    },
  );

  it('deletes a file or a folder, and is content when there is none', async () => {
    await put(`${root}/old/a.txt`, 'a');
    await put(`${root}/old/b/c.txt`, 'c');
    await put(`${root}/older.txt`, 'stays');
    expect((await api.ask('DELETE', `${files}/${root}/old`)).json()).toEqual({});
    expect((await get(`${root}/old/b/c.txt`)).statusCode).toBe(404);
    expect((await get(`${root}/older.txt`)).body).toBe('stays');
    expect((await api.ask('DELETE', `${files}/${root}/old`)).statusCode).toBe(200);
  });

  it('answers as MLflow does where there is nothing', async () => {
    const answer = await get(`${root}/nothing`);
    expect([answer.statusCode, answer.json().error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
    expect(await list(`${root}/nothing`)).toEqual({});
  });

  it('refuses a tree that nobody owns', async () => {
    const nobody = root.replace(run, 'f'.repeat(32));
    for (const place of [nobody, root.replace(/^\d+/, '999'), modelRoot.replace(/m-./, 'm-g'), '1/somewhere/else']) {
      const answers = await Promise.all([
        put(`${place}/a.txt`, 'a'),
        get(`${place}/a.txt`),
        api.ask('DELETE', `${files}/${place}/a.txt`),
        api.ask('GET', `${files}?path=${place}`),
      ]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404]);
    }
  });

  it('takes nothing more for a run that was deleted', async () => {
    expect((await put(`${deletedRoot}/b.txt`, 'b')).statusCode).toBeGreaterThanOrEqual(400);
    expect((await api.ask('DELETE', `${files}/${deletedRoot}/a.txt`)).statusCode).toBeGreaterThanOrEqual(400);
    await ask('POST', 'runs/restore', { run_id: deletedRoot.split('/')[1] });
    expect(await list(deletedRoot)).toEqual({ files: [{ path: 'a.txt', is_dir: false, file_size: 1 }] });
  });

  it('is closed to those without a token', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await api.ask(method, `${files}/${root}/a`, { headers: { authorization: undefined } })).statusCode).toBe(
        401,
      );
  });

  it('never lets a file stand where a folder is', async () => {
    await put(`${root}/dir/a`, 'a');
    expect((await put(`${root}/dir`, 'b')).statusCode).toBe(409);
  });
});

describe('a hostile path', () => {
  const paths = [
    '../../etc/passwd',
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2E%2E/%2E%2E/x',
    '..%5C..%5Cpath',
    'C:path',
    '%5C%5Cserver%5Cshare',
    'etc/passwd%00.jpg',
    'a%0Ab',
    'a%23/../..//tmp',
    'a%3Fb',
    'a;/../../etc',
    'a//b',
    './a',
    'a/../b',
    '/etc/passwd',
    'file:///etc/passwd',
    'x'.repeat(600),
  ];

  it.each(paths)('%s is refused on every route, and touches no disk', async (path) => {
    const uploads = join(api.folder, 'artifacts/uploads');
    const before = existsSync(uploads) ? readdirSync(uploads).length : 0;
    for (const [method, url] of [
      ['PUT', `${files}/${root}/${path}`],
      ['GET', `${files}/${root}/${path}`],
      ['DELETE', `${files}/${root}/${path}`],
      ['GET', `${files}?path=${root}/${path.replace('#', '%23')}`],
    ] as const) {
      const answer = await send(method, url, method === 'PUT' ? 'x' : null);
      const body = JSON.parse(await text(answer)) as { error_code: string };
      expect([method, answer.statusCode, body.error_code]).toEqual([method, 400, 'INVALID_PARAMETER_VALUE']);
    }
    expect(existsSync(uploads) ? readdirSync(uploads).length : 0).toBe(before);
  });

  it('that cannot be decoded is refused', async () => {
    expect((await send('GET', `${files}/${root}/%ZZ`, null)).statusCode).toBe(400);
  });

  it.each(['%252e%252e%252fx', '%252E%252E'])('%s is decoded once: a name like any other', async (path) => {
    expect((await send('PUT', `${files}/${root}/twice/${path}`, 'x')).statusCode).toBe(200);
    const { files: found } = (await list(`${root}/twice`)) as { files: { path: string }[] };
    expect(found.map((file) => file.path)).toContain(decodeURIComponent(path));
  });
});

describe('a registered version', () => {
  it('keeps its bytes when those of its run are written again and deleted', async () => {
    await put(`${root}/kept/MLmodel`, 'as registered');
    await put(`${root}/kept/data/notes.txt`, 'notes');
    await ask('POST', 'registered-models/create', { name: 'kept' });
    const source = `mlflow-artifacts:/${root}/kept`;
    const made = await ask('POST', 'model-versions/create', { name: 'kept', source, run_id: run });
    expect(made).toMatchObject({ model_version: { version: '1', status: 'READY' } });
    await put(`${root}/kept/MLmodel`, 'overwritten');
    await api.ask('DELETE', `${files}/${root}/kept/data`);
    await api.core.artifacts.collect({ dryRun: false, graceSeconds: 0 });
    const answer = await api.ask('GET', '/api/2.0/mlflow/model-versions/get-download-uri?name=kept&version=1');
    const { artifact_uri } = answer.json<{ artifact_uri: string }>();
    const place = artifact_uri.replace('mlflow-artifacts:/', '');
    expect(await list(place)).toEqual({
      files: [
        { path: 'MLmodel', is_dir: false, file_size: 13 },
        { path: 'data', is_dir: true },
      ],
    });
    expect((await get(`${place}/MLmodel`)).body).toBe('as registered');
    expect((await get(`${place}/data/notes.txt`)).body).toBe('notes');
    expect((await put(`${place}/MLmodel`, 'x')).statusCode).toBe(409);
    expect((await api.ask('DELETE', `${files}/${place}/MLmodel`)).statusCode).toBe(409);
  });

  it('is made of a folder of a run through our own API, with the model when it is new', async () => {
    await put(`${root}/own/weights.bin`, 'weights');
    const register = (name: string, source: string) =>
      api.ask('POST', `/api/v1/models/${name}/versions/register`, { payload: { source } });
    const made = await register('own', `runs:/${run}/own`);
    expect([made.statusCode, made.json()]).toMatchObject([
      201,
      { model: 'own', version: 1, files: [{ path: 'weights.bin' }], runId: run, lineage: { runId: run } },
    ]);
    expect((await register('own-copy', 'models:/own/1')).json()).toMatchObject({
      lineage: { copiedFrom: { model: 'own', version: 1 } },
    });
    const refused = [
      'runs:/nobody/x',
      `runs:/${run}/nothing`,
      '/etc/passwd',
      `runs:/${run}/../x`,
      's3://bucket/x',
      'models:/own/9',
    ];
    const answers = await Promise.all(refused.map((source) => register('never', source)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 404, 400, 400, 404, 404]);
    expect((await api.ask('GET', '/api/v1/models/never')).statusCode).toBe(404);
  });

  it('of a tree with a signature in MLmodel has a schema; an ONNX file in it makes it one that runs', async () => {
    const inputs = ['distance', 'delay'].map((name) => ({ type: 'double', name, required: true }));
    const signature = `signature:\n  inputs: '${JSON.stringify(inputs)}'\n  outputs: '[{"type": "long"}]'\n`;
    await put(`${root}/signed/MLmodel`, signature);
    await put(`${root}/signed/model.pkl`, Buffer.from([0x80, 4, 0x2e]));
    await ask('POST', 'registered-models/create', { name: 'signed' });
    const register = async () => {
      const made = await ask('POST', 'model-versions/create', { name: 'signed', source: `runs:/${run}/signed` });
      const { version } = made['model_version'] as unknown as { version: string };
      return (await api.ask('GET', `/api/v1/models/signed/versions/${version}`)).json<ModelVersion>();
    };
    expect(await register()).toMatchObject({
      framework: 'opaque',
      facts: null,
      statusMessage: null,
      schema: { task: 'classification', features: [{ name: 'distance', type: 'numeric' }, { name: 'delay' }] },
    });
    const body = { name: 'kept-as-files', model: 'signed', version: 1 };
    const deployed = await api.ask('POST', '/api/v1/endpoints', { payload: body });
    expect([deployed.statusCode, deployed.json<{ code: string }>().code]).toEqual([422, 'schema_mismatch']);
    await put(`${root}/signed/model.onnx`, Buffer.from(linearModel({ weights: [1, 2], squash: 'Sigmoid' })));
    expect(await register()).toMatchObject({
      framework: 'onnx',
      schema: {
        features: [
          { name: 'distance', input: 'features', index: 0 },
          { name: 'delay', input: 'features', index: 1 },
        ],
        outputs: [{ name: 'probability' }],
      },
    });
    await put(`${root}/signed/MLmodel`, "signature:\n  inputs: 'oops'");
    await api.ask('DELETE', `${files}/${root}/signed/model.onnx`);
    expect(await register()).toMatchObject({
      framework: 'opaque',
      schema: null,
      statusMessage: expect.stringContaining('signature in MLmodel cannot be read'),
    });
  });
});
