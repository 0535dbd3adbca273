import { createHash } from 'node:crypto';
import { numberEvents } from '@slipway/core';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
let viewer: string;
let engineer: string;

async function upload(name: string, weights: number[], more: object): Promise<void> {
  const bytes = Buffer.from(linearModel({ weights, squash: 'Sigmoid' }));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  await api.ask('PUT', `/api/v1/blobs/${digest}`, {
    payload: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  });
  const names = weights.map((_, index) => `column ${index}`);
  const schema = {
    task: 'classification',
    features: names.map((column) => ({ name: column, type: 'numeric' })),
    outputs: [{ name: 'probability', role: 'score', classes: ['no', 'yes'] }],
  };
  const made = await api.ask('POST', `/api/v1/models/${name}/versions`, {
    payload: { files: [{ path: 'model.onnx', digest }], schema, ...more },
  });
  expect(made.json(), made.body).toMatchObject({ model: name, framework: 'onnx' });
}

const token = async (name: string, scopes: string[]): Promise<string> =>
  `Bearer ${(await api.ask('POST', '/api/v1/tokens', { payload: { name, scopes } })).json().secret}`;

beforeAll(async () => {
  api = await startApi();
  viewer = await token('viewer', ['read']);
  engineer = await token('engineer', ['read', 'write']);
  const data = `sha256:${'d'.repeat(64)}`;
  await upload('churn', [1, 2], {
    metrics: { auc: 0.8, only_left: 1 },
    params: { depth: '3', seed: '1' },
    tags: { team: 'eu' },
    lineage: { datasetDigest: data, gitCommit: 'abc123' },
  });
  await upload('churn', [1, 2, 3], {
    metrics: { auc: 0.9 },
    params: { depth: '4', seed: '1' },
    lineage: { parentVersion: 1, datasetDigest: data },
  });
});
afterAll(() => api.stop());

const get = async (path: string) => (await api.ask('GET', `/api/v1/${path}`)).json();
const alias = (name: string, version: number, authorization?: string) =>
  api.ask('PUT', `/api/v1/models/churn/aliases/${name}`, {
    payload: { version, why: 'because' },
    ...(authorization && { headers: { authorization } }),
  });

describe('comparison', () => {
  it('shows what differs, with the data that metrics were measured on', async () => {
    const found = await get('models/churn/versions/1/compare?with=2');
    expect(found.params).toEqual([
      { key: 'depth', left: '3', right: '4', same: false },
      { key: 'seed', left: '1', right: '1', same: true },
    ]);
    const dataset = `sha256:${'d'.repeat(64)}`;
    expect(found.metrics).toEqual([
      {
        key: 'auc',
        left: 0.8,
        right: 0.9,
        change: expect.closeTo(0.1),
        leftDataset: dataset,
        rightDataset: dataset,
        same: false,
      },
      { key: 'only_left', left: 1, right: null, change: null, leftDataset: dataset, rightDataset: null, same: false },
    ]);
    expect(found.tags).toEqual([{ key: 'team', left: 'eu', right: null, same: false }]);
    expect(found.schema.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
      ['column 0', 'same'],
      ['column 1', 'same'],
      ['column 2', 'added'],
    ]);
    expect(found.files).toMatchObject([{ key: 'model.onnx', same: false }]);
    expect(await get('models/churn/versions/1/compare?with=churn/1')).toMatchObject({
      params: [{ same: true }, { same: true }],
    });
    await upload('churn-elsewhere', [1, 2], { metrics: { auc: 0.9 } });
    const [onUnknown] = (await get('models/churn/versions/1/compare?with=churn-elsewhere/1')).metrics;
    expect(onUnknown).toMatchObject({ left: 0.8, right: 0.9, change: null, rightDataset: null });
    expect(await get('models/churn/versions/1/compare?with=9')).toMatchObject({ code: 'not_found' });
    expect(await get('models/churn/versions/1/compare?with=x')).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'with' }],
    });
  });
});

describe('the card', () => {
  it('has facts of the version and words of people, keeps revisions and can be taken away', async () => {
    const first = await api.ask('GET', '/api/v1/models/churn/card');
    expect(first.json()).toMatchObject({ revision: 0, sections: {} });
    const patch = (sections: object, ifMatch: string) =>
      api.ask('PATCH', '/api/v1/models/churn/card', {
        payload: { sections, why: 'review' },
        headers: { 'if-match': ifMatch },
      });
    expect((await patch({ intendedUse: 'Ask *before* calling.' }, String(first.headers.etag))).json()).toMatchObject({
      revision: 1,
      why: 'review',
    });
    expect((await patch({ bias: 'none' }, String(first.headers.etag))).statusCode).toBe(412);
    await patch({ bias: 'Older people are rare in the data.' }, '*');
    await patch({ intendedUse: ' ' }, '*');
    expect(await get('models/churn/card')).toMatchObject({
      revision: 3,
      sections: { bias: 'Older people are rare in the data.' },
    });
    expect(
      (await get('models/churn/card/revisions?limit=2')).items.map(({ revision }: { revision: number }) => revision),
    ).toEqual([3, 2]);
    const card = await get('models/churn/versions/2/card');
    expect(card.sections.map(({ id }: { id: string }) => id)).toEqual([
      'details',
      'training',
      'inputs',
      'metrics',
      'parameters',
      'evaluations',
      'slices',
      'known-limits',
      'intendedUse',
      'outOfScope',
      'limitations',
      'bias',
      'ethics',
      'maintenance',
    ]);
    const file = await api.ask('GET', '/api/v1/models/churn/versions/2/card.md');
    expect(file.body).toBe(card.markdown);
    expect(file.headers['content-disposition']).toBe('attachment; filename="card-v2.md"');
    for (const part of ['# churn, version 2', '| auc | 0.9 |', '**Parent**: v1', 'Older people are rare'])
      expect(file.body).toContain(part);
  });
});

describe('aliases', () => {
  it('have a history by API, and a policy that only approvers pass', async () => {
    await alias('champion', 1);
    const between = new Date(Date.now() + 5).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await alias('champion', 2);
    expect((await get(`models/churn/aliases/champion/history?at=${between}`)).items).toMatchObject([
      { version: 1, why: 'because', by: expect.any(String) },
    ]);
    expect((await get('models/churn/alias-periods')).items).toMatchObject([
      { version: 2, untilAt: null },
      { version: 1 },
    ]);
    expect((await api.ask('PUT', '/api/v1/alias-policies/chall*', { payload: {} })).statusCode).toBe(200);
    expect((await alias('challenger', 1, engineer)).json()).toMatchObject({ code: 'forbidden' });
    const mlflow = await api.ask('POST', '/api/2.0/mlflow/registered-models/alias', {
      payload: { name: 'churn', alias: 'challenger', version: '1' },
      headers: { authorization: engineer },
    });
    expect([mlflow.statusCode, mlflow.json().error_code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await alias('qa', 1, engineer)).statusCode).toBe(200);
    expect((await get('alias-policies')).items).toMatchObject([
      { pattern: 'chall*', scope: 'approve' },
      { pattern: 'champion', createdBy: 'Slipway' },
    ]);
    expect(
      (await api.ask('PUT', '/api/v1/alias-policies/qa', { payload: {}, headers: { authorization: engineer } }))
        .statusCode,
    ).toBe(403);
    expect((await api.ask('DELETE', '/api/v1/alias-policies/chall*')).statusCode).toBe(204);
    for (const reserved of ['latest', 'v3', 'a b']) expect((await alias(reserved, 1)).statusCode).toBe(400);
  });
});

describe('lineage', () => {
  it('goes both ways', async () => {
    const links = (await get('models/churn/versions/1/lineage')).items as {
      direction: string;
      kind: string;
      id: string;
      relation: string;
    }[];
    expect(links.map(({ direction, kind, id }) => [direction, kind, id])).toEqual([
      ['upstream', 'git_commit', 'abc123'],
      ['upstream', 'dataset', `sha256:${'d'.repeat(64)}`],
      ['downstream', 'version', 'churn/2'],
    ]);
    const copied = await api.ask('POST', '/api/2.0/mlflow/registered-models/create', { payload: { name: 'promoted' } });
    expect(copied.statusCode).toBe(200);
    await api.ask('POST', '/api/2.0/mlflow/model-versions/create', {
      payload: { name: 'promoted', source: 'models:/churn/2' },
    });
    expect((await get('models/churn/versions/2/lineage')).items).toMatchObject([
      { kind: 'dataset' },
      { direction: 'upstream', kind: 'version', id: 'churn/1', relation: 'was made from' },
      { direction: 'downstream', kind: 'version', id: 'promoted/1', relation: 'was copied to' },
    ]);
  });
});

describe('lineage by what is asked for', () => {
  it('of a version is what the version itself answers', async () => {
    const ofVersion = await get('models/churn/versions/1/lineage');
    expect(await get('lineage?model=churn&version=1')).toEqual(ofVersion);
    expect(ofVersion.items).not.toEqual([]);
  });

  it('of a dataset version is what was made from it, and not from the one before', async () => {
    for (const rows of ['a,b\n1,2\n', 'a,b\n3,4\n']) {
      const digest = `sha256:${createHash('sha256').update(rows).digest('hex')}`;
      await api.ask('PUT', `/api/v1/blobs/${digest}`, {
        payload: rows,
        headers: { 'content-type': 'application/octet-stream' },
      });
      const made = await api.ask('POST', '/api/v1/datasets/people/versions/from-blob', {
        payload: { digest, format: 'csv' },
      });
      expect(made.statusCode, made.body).toBe(201);
      await upload('walkers', [rows.length, rows.charCodeAt(4)], { lineage: { datasetDigest: digest } });
    }
    expect(await get('lineage?dataset=people&datasetVersion=2')).toMatchObject({
      items: [{ direction: 'downstream', kind: 'version', id: 'walkers/2', label: 'walkers v2', relation: 'trained' }],
    });
  });

  it('needs one thing with its number, which is there, and in the caller’s workspace', async () => {
    for (const query of [
      '',
      '?model=churn',
      '?version=1',
      '?dataset=people',
      '?model=churn&version=1&dataset=people&datasetVersion=1',
    ])
      expect(await get(`lineage${query}`)).toMatchObject({ code: 'invalid_request' });
    for (const query of ['model=churn&version=9', 'model=nobody&version=1', 'dataset=people&datasetVersion=9'])
      expect(await get(`lineage?${query}`)).toMatchObject({ code: 'not_found' });
    await api.core.kit.db.prisma.workspace.createMany({ data: [{ id: 'other' }], skipDuplicates: true });
    for (const query of ['model=churn&version=1', 'dataset=people&datasetVersion=1']) {
      expect((await api.ask('GET', `/api/v1/lineage?${query}`)).statusCode).toBe(200);
      expect((await api.ask('GET', `/p/other/api/v1/lineage?${query}`)).json()).toMatchObject({ code: 'not_found' });
    }
    const predicts = { headers: { authorization: await token('predicts', ['predict']) } };
    expect((await api.ask('GET', '/api/v1/lineage?model=churn&version=1', predicts)).statusCode).toBe(403);
  });
});

describe('lineage to a run', () => {
  it('calls it by its name, and one of another server by the end of its id', async () => {
    const made = await api.ask('POST', '/api/2.0/mlflow/runs/create', {
      payload: { experiment_id: '0', run_name: 'brave-hare' },
    });
    const here = made.json().run.info.run_id as string;
    const elsewhere = 'f'.repeat(24) + '89abcdef';
    await upload('hares', [9], { lineage: { runId: here } });
    await upload('hares', [10], { lineage: { runId: elsewhere } });
    for (const [version, id, label] of [
      [1, here, 'brave-hare'],
      [2, elsewhere, '…89abcdef'],
    ])
      expect((await get(`models/hares/versions/${version}/lineage`)).items).toMatchObject([{ kind: 'run', id, label }]);
  });
});

describe('versions', () => {
  it('are found by the same filter as through MLflow, and changed but for their files', async () => {
    const numbers = async (query: string) =>
      (await get(`models/churn/versions?${query}`)).items.map(({ version }: { version: number }) => version);
    expect(await numbers(`filter=${encodeURIComponent("tags.team = 'eu'")}`)).toEqual([1]);
    expect(await numbers('sort=createdAt%20asc')).toEqual([1, 2]);
    expect(await get('models?filter=nonsense')).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'filter' }],
    });
    const changed = await api.ask('PATCH', '/api/v1/models/churn/versions/2', {
      payload: { description: 'better', tags: { a: 'b' }, stage: 'Staging' },
    });
    expect(changed.json()).toMatchObject({ description: 'better', tags: { a: 'b' }, stage: 'Staging' });
    expect((await get('models/churn/stages/Staging/history')).items).toMatchObject([
      { kind: 'stage', version: 2, untilAt: null },
    ]);
    expect((await api.ask('PATCH', '/api/v1/models/churn/versions/2', { payload: { files: [] } })).statusCode).toBe(
      400,
    );
  });
});

describe('the timeline', () => {
  it('goes on under a new name, and a deleted model comes back with it', async () => {
    expect(
      (await api.ask('POST', '/api/v1/models/churn/rename', { payload: { name: 'leaving' } })).json(),
    ).toMatchObject({ name: 'leaving' });
    await numberEvents(api.core.kit.db, 'test');
    const kinds = (await get('models/leaving/timeline?limit=500')).items.map(({ kind }: { kind: string }) => kind);
    expect(kinds[0]).toBe('registry.model_renamed');
    expect(kinds).toEqual(
      expect.arrayContaining([
        'registry.model_created',
        'registry.version_registered',
        'registry.alias_moved',
        'registry.stage_changed',
        'registry.card_updated',
      ]),
    );
    expect((await get('models/churn/versions/2')).model).toBe('leaving');
    const ofSecond: { kind: string; before: unknown; after: unknown }[] = (
      await get('models/leaving/timeline?limit=500&version=2')
    ).items;
    expect(ofSecond.map(({ kind }) => kind)).toContain('registry.stage_changed');
    for (const { before, after } of ofSecond)
      expect([before, after]).toContainEqual(expect.objectContaining({ version: 2 }));
    expect((await api.ask('DELETE', '/api/v1/models/churn', { headers: { authorization: viewer } })).statusCode).toBe(
      403,
    );
    expect((await api.ask('DELETE', '/api/v1/models/leaving')).statusCode).toBe(204);
    const [gone] = (await get('deleted-models')).items;
    expect(gone).toMatchObject({ name: 'leaving', versions: 2 });
    expect((await api.ask('POST', `/api/v1/deleted-models/${gone.id}/undelete`, { payload: {} })).json()).toMatchObject(
      { name: 'leaving', latestVersion: 2, aliases: [] },
    );
  });
});
