import type { VersionsQuery } from '@slipway/contracts';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SlipwayError, uuidv7, type Actor } from '../src/index.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
beforeAll(async () => {
  test = await openTestCore();
});
afterAll(() => test.stop());

const as = (...scopes: Actor['scopes']): Actor => ({ ...test.actor, scopes });
const refusal = (code: string) => expect.objectContaining({ code });
const model = (name: string, tags: Record<string, string> = {}) =>
  test.core.registry.models.create(test.actor, { body: { name, description: '', tags } });
const version = (name: string, given: { source?: string; tags?: Record<string, string>; description?: string } = {}) =>
  test.core.registry.fromSource.register(test.actor, name, {
    source: 's3://bucket/model',
    tags: {},
    description: '',
    ...given,
  });
const uploaded = async (name: string, lineage: { parentVersion?: number } = {}, content = 'bytes') => {
  const { digest } = await test.core.artifacts.store([Buffer.from(content)] as unknown as AsyncIterable<Uint8Array>);
  const body = {
    framework: 'opaque' as const,
    files: [{ path: 'a.bin', digest }],
    metrics: {},
    params: {},
    tags: {},
    lineage,
    description: '',
  };
  return test.core.registry.versions.create(test.actor, { params: { name }, body });
};
const alias = (name: string, aliasName: string, number: number, actor: Actor = test.actor) =>
  test.core.registry.aliases.set(actor, { params: { name, alias: aliasName }, body: { version: number } });
const history = (name: string, aliasName: string, at?: string) =>
  test.core.registry.aliases.history(test.actor, name, { kind: 'alias', alias: aliasName }, { limit: 100, at });

describe('deletion', () => {
  it('frees the name at once, a new model starts at version 1, and both can be had again', async () => {
    await model('churn');
    await version('churn');
    await version('churn');
    await test.core.registry.models.remove(test.actor, { params: { name: 'churn' } });
    await expect(test.core.registry.getModel(test.actor, { params: { name: 'churn' } })).rejects.toEqual(
      refusal('not_found'),
    );
    await expect(test.core.registry.requireVersion(test.actor, 'churn', 1)).rejects.toEqual(refusal('not_found'));
    await model('churn');
    expect((await version('churn')).version).toBe(1);
    const { items } = await test.core.registry.models.deleted(test.actor, { query: { limit: 10 } });
    expect(items).toMatchObject([{ name: 'churn', versions: 2 }]);
    const params = { id: items[0]?.id ?? '' };
    await expect(test.core.registry.models.undelete(test.actor, { params, body: {} })).rejects.toEqual(
      refusal('already_exists'),
    );
    const back = await test.core.registry.models.undelete(test.actor, { params, body: { name: 'churn-old' } });
    expect(back).toMatchObject({ name: 'churn-old', latestVersion: 2 });
    expect((await version('churn-old')).version).toBe(3);
  });

  it('of a version never gives its number to another, and can be undone', async () => {
    await model('numbers');
    await version('numbers');
    await version('numbers');
    const params = { name: 'numbers', version: 2 };
    await alias('numbers', 'qa', 2);
    await test.core.registry.versions.remove(test.actor, { params });
    await expect(test.core.registry.requireVersion(test.actor, 'numbers', 2)).rejects.toEqual(refusal('not_found'));
    expect((await test.core.registry.getModel(test.actor, { params })).aliases).toEqual([]);
    expect((await version('numbers')).version).toBe(3);
    expect(await test.core.registry.versions.undelete(test.actor, { params })).toMatchObject({
      version: 2,
      aliases: [],
      deletedAt: null,
    });
    await expect(test.core.registry.versions.undelete(test.actor, { params })).rejects.toEqual(refusal('not_found'));
  });

  it('of versions is listed, filtered and paged, apart from those that are there', async () => {
    await model('listed');
    for (const tag of ['a', 'b', 'b', 'b']) await version('listed', { tags: { tag } });
    for (const number of [1, 2, 4])
      await test.core.registry.versions.remove(test.actor, { params: { name: 'listed', version: number } });
    const list = async (query: Partial<VersionsQuery>) => {
      const asked = { params: { name: 'listed' }, query: { limit: 10, state: 'deleted' as const, ...query } };
      const { items, nextCursor } = await test.core.registry.search.listVersions(test.actor, asked);
      return { numbers: items.map(({ version: number }) => number), nextCursor };
    };
    expect(await list({})).toEqual({ numbers: [4, 2, 1], nextCursor: null });
    expect(await list({ filter: "tags.tag = 'b'" })).toMatchObject({ numbers: [4, 2] });
    expect(await list({ state: 'active' })).toMatchObject({ numbers: [3] });
    const first = await list({ limit: 2 });
    expect(first.numbers).toEqual([4, 2]);
    expect(await list({ limit: 2, cursor: first.nextCursor ?? '' })).toEqual({ numbers: [1], nextCursor: null });
  });

  it('of a parent waits for its children', async () => {
    await uploaded('family');
    await uploaded('family', { parentVersion: 1 });
    const remove = (number: number) =>
      test.core.registry.versions.remove(test.actor, { params: { name: 'family', version: number } });
    await expect(remove(1)).rejects.toEqual(refusal('in_use'));
    await remove(2);
    await remove(1);
  });
});

describe('what is at work', () => {
  it('keeps its versions: an evaluation, its champion, their model', async () => {
    const made = await uploaded('worked');
    const champion = await uploaded('worked');
    const at = {
      workspaceId: 'default',
      versionId: made.id,
      championVersionId: champion.id,
      model: 'worked',
      version: 1,
    };
    const { id } = await test.core.kit.db.prisma.evaluation.create({
      data: { ...at, id: uuidv7(), dataset: 'd', datasetVersion: 1, target: 't', gates: [], jobId: uuidv7() },
    });
    const remove = (number: number) =>
      test.core.registry.versions.remove(test.actor, { params: { name: 'worked', version: number } });
    await expect(remove(1)).rejects.toEqual(refusal('in_use'));
    await expect(remove(2)).rejects.toEqual(refusal('in_use'));
    await expect(test.core.registry.models.remove(test.actor, { params: { name: 'worked' } })).rejects.toEqual(
      refusal('in_use'),
    );
    await test.core.kit.db.prisma.evaluation.update({ where: { id }, data: { finishedAt: new Date() } });
    await remove(2);
    await test.core.registry.models.remove(test.actor, { params: { name: 'worked' } });
  });
});

describe('a rename', () => {
  it('takes versions and aliases along, leads from the old name, and gives way to who takes that name', async () => {
    await model('before', { team: 'eu' });
    await version('before');
    await alias('before', 'champion', 1);
    await model('taken');
    const rename = (name: string) =>
      test.core.registry.models.rename(test.actor, { params: { name: 'before' }, body: { name } });
    await expect(rename('taken')).rejects.toEqual(refusal('already_exists'));
    expect(await rename('after')).toMatchObject({
      name: 'after',
      aliases: [{ alias: 'champion', version: 1 }],
      tags: { team: 'eu' },
    });
    expect(await test.core.registry.getModel(test.actor, { params: { name: 'before' } })).toMatchObject({
      name: 'after',
    });
    expect(await test.core.registry.requireVersion(test.actor, 'before', 1)).toMatchObject({ model: 'after' });
    expect(await test.core.registry.versionOfAlias(test.actor, 'before', 'champion')).toMatchObject({
      model: 'after',
      version: 1,
    });
    expect((await version('before')).model).toBe('after');
    await model('before');
    expect(await test.core.registry.getModel(test.actor, { params: { name: 'before' } })).toMatchObject({
      name: 'before',
      latestVersion: null,
    });
    expect((await version('before')).version).toBe(1);
  });

  it('takes along where copies came from, and where their files are, whoever takes the name', async () => {
    await model('source');
    await model('copies');
    const original = await version('source', { source: 's3://bucket/original' });
    const copy = await version('copies', { source: 'models:/source/1' });
    const rename = { params: { name: 'source' }, body: { name: 'source renamed' } };
    await test.core.registry.models.rename(test.actor, rename);
    await model('source');
    await version('source', { source: 's3://bucket/other' });
    const asked = await test.core.registry.requireVersion(test.actor, 'copies', 1);
    expect(asked.lineage.copiedFrom).toEqual({ model: 'source renamed', version: 1 });
    expect(await test.core.registry.fromSource.downloadUri(copy)).toBe('s3://bucket/original');
    const links = await test.core.overview.lineage.ofVersion(test.actor, {
      params: { name: 'source renamed', version: 1 },
    });
    expect(links.items.map(({ relation, id }) => [relation, id])).toEqual([['was copied to', 'copies/1']]);
    expect(original.lineage).toEqual({});
  });
});

describe('an alias', () => {
  it('remembers who held it when', async () => {
    await model('history');
    for (let made = 0; made < 2; made += 1) await version('history');
    const times: string[] = [];
    const pass = () => {
      test.advance(60);
      times.push(new Date(test.core.kit.clock.now().getTime() - 30_000).toISOString());
    };
    await alias('history', 'champion', 1);
    pass();
    await alias('history', 'champion', 1);
    await alias('history', 'champion', 2);
    pass();
    await test.core.registry.aliases.remove(test.actor, { params: { name: 'history', alias: 'champion' } });
    pass();
    await alias('history', 'champion', 1);
    const versionsAt = await Promise.all(
      times.map(async (at) => (await history('history', 'champion', at)).items.map((period) => period.version)),
    );
    expect(versionsAt).toEqual([[1], [2], []]);
    expect(
      (await history('history', 'champion')).items.map(({ version: number, untilAt }) => [number, untilAt === null]),
    ).toEqual([
      [1, true],
      [2, false],
      [1, false],
    ]);
    expect((await history('history', 'champion', '2020-01-01T00:00:00.000Z')).items).toEqual([]);
  });

  it('named champion is kept to approvers in a new installation, which says so and can be told otherwise', async () => {
    await model('crowned');
    await version('crowned');
    const writer = as('read', 'write');
    await expect(alias('crowned', 'champion', 1, writer)).rejects.toEqual(refusal('forbidden'));
    expect(await test.core.registry.aliases.policies(test.actor)).toMatchObject({
      items: [{ pattern: 'champion', createdBy: 'Slipway' }],
    });
    const champion = { params: { pattern: 'champion' } };
    await test.core.registry.aliases.unprotect(test.actor, champion);
    await alias('crowned', 'champion', 1, writer);
    await test.core.registry.aliases.protect(test.actor, champion);
  });

  it('that is protected moves and goes only by the hand of an approver', async () => {
    await model('guarded');
    await version('guarded');
    await version('guarded');
    const protect = { params: { pattern: 'prod*' } };
    await test.core.registry.aliases.protect(test.actor, protect);
    const forbidden = refusal('forbidden');
    await expect(alias('guarded', 'prod-eu', 1, as('read', 'write'))).rejects.toEqual(forbidden);
    await alias('guarded', 'prod-eu', 1, as('approve'));
    await alias('guarded', 'qa', 1, as('write'));
    const params = { name: 'guarded', alias: 'prod-eu' };
    await expect(test.core.registry.aliases.remove(as('write'), { params })).rejects.toEqual(forbidden);
    await expect(
      test.core.registry.versions.remove(as('write'), { params: { ...params, version: 1 } }),
    ).rejects.toEqual(forbidden);
    await expect(test.core.registry.models.remove(as('write'), { params })).rejects.toEqual(forbidden);
    const stage = { stage: 'Production', archiveOthers: false } as const;
    await expect(test.core.registry.versions.toStage(as('write'), { ...params, version: 1 }, stage)).rejects.toEqual(
      forbidden,
    );
    await test.core.registry.aliases.unprotect(test.actor, protect);
    await test.core.registry.models.remove(as('write'), { params });
  });

  it('and a stage are refused by every guard', async () => {
    await model('vetoed');
    await version('vetoed');
    const seen: string[] = [];
    test.core.registry.guards.beforeAliasMove.push(async (_tx, { model: name }, { alias: wanted }) => {
      if (name !== 'vetoed') return;
      seen.push(wanted);
      throw new SlipwayError('gate_refused', 'no');
    });
    await expect(alias('vetoed', 'champion', 1)).rejects.toEqual(refusal('gate_refused'));
    const params = { name: 'vetoed', version: 1 };
    await expect(
      test.core.registry.versions.toStage(test.actor, params, { stage: 'Staging', archiveOthers: false }),
    ).rejects.toEqual(refusal('gate_refused'));
    expect(seen).toEqual(['champion', 'Staging']);
    expect(await test.core.registry.requireVersion(test.actor, 'vetoed', 1)).toMatchObject({
      stage: 'None',
      aliases: [],
    });
  });
});

describe('a stage', () => {
  it('archives who was there, and remembers', async () => {
    await model('staged');
    await version('staged');
    await version('staged');
    const move = (number: number) =>
      test.core.registry.versions.toStage(
        test.actor,
        { name: 'staged', version: number },
        { stage: 'Production', archiveOthers: true },
      );
    await move(1);
    const between = test.core.kit.clock.now().toISOString();
    test.advance(10);
    expect(await move(2)).toMatchObject({ stage: 'Production' });
    expect(await test.core.registry.requireVersion(test.actor, 'staged', 1)).toMatchObject({ stage: 'Archived' });
    const at = (time?: string) =>
      test.core.registry.aliases.history(
        test.actor,
        'staged',
        { kind: 'stage', alias: 'Production' },
        { limit: 10, at: time },
      );
    expect((await at(between)).items).toMatchObject([{ version: 1 }]);
    expect((await at()).items).toMatchObject([{ version: 2, untilAt: null }, { version: 1 }]);
  });
});

describe('a version from a run', () => {
  const run = createHash('md5').update('run').digest('hex');
  const tree = { workspaceId: 'default', tree: `runs/${run}` } as const;
  const put = (path: string, content: string) =>
    test.core.artifacts.trees.putEntry(tree, path, [Buffer.from(content)] as unknown as AsyncIterable<Uint8Array>);
  const content = async (digest: string) => text((await test.core.artifacts.open(digest)).stream);

  it('keeps its bytes whatever happens to the run', async () => {
    await put('model/MLmodel', 'flavors: none');
    await put('model/data/weights.bin', 'weights');
    await put('other.txt', 'not mine');
    await model('kept');
    const made = await version('kept', { source: `mlflow-artifacts:/1/${run}/artifacts/model` });
    expect(made.files.map(({ path }) => path)).toEqual(['MLmodel', 'data/weights.bin']);
    expect(made).toMatchObject({ runId: run, status: 'READY', framework: 'opaque', lineage: { runId: run } });
    await put('model/MLmodel', 'something else');
    await test.core.artifacts.trees.deleteEntries(tree, 'model/data');
    const after = await test.core.registry.requireVersion(test.actor, 'kept', 1);
    expect(after.files).toEqual(made.files);
    expect(await Promise.all(after.files.map(({ digest }) => content(digest)))).toEqual(['flavors: none', 'weights']);
    expect(await test.core.registry.fromSource.downloadUri(made)).toBe(`mlflow-artifacts:/registry/${made.id}`);
  });

  it('can be copied by models:/, with its files and where they came from', async () => {
    await model('copied');
    const copy = await version('copied', { source: 'models:/kept/1' });
    const { files, digest } = await test.core.registry.requireVersion(test.actor, 'kept', 1);
    expect(copy).toMatchObject({
      files,
      digest,
      source: 'models:/kept/1',
      lineage: { copiedFrom: { model: 'kept', version: 1 } },
    });
    expect(copy).toEqual(await test.core.registry.requireVersion(test.actor, 'copied', 1));
    await expect(version('copied', { source: 'models:/kept/9' })).rejects.toEqual(refusal('not_found'));
    await expect(version('copied', { source: '/etc/passwd' })).rejects.toEqual(refusal('invalid_request'));
  });
});

describe('an upload that brings an MLmodel', () => {
  const upload = async (mlmodel: string, declared?: unknown) => {
    const store = async (path: string, content: string | Uint8Array) => {
      const { digest } = await test.core.artifacts.store([
        Buffer.from(content),
      ] as unknown as AsyncIterable<Uint8Array>);
      return { path, digest };
    };
    const files = [await store('MLmodel', mlmodel), await store('model.pkl', 'never opened')];
    const body = { framework: 'opaque' as const, files, schema: declared, metrics: {}, params: {}, tags: {} };
    const said = { ...body, lineage: {}, description: '' };
    return test.core.registry.versions.create(test.actor, { params: { name: 'sklearn' }, body: said });
  };
  const signature = `signature:
  inputs: '[{"type": "double", "name": "distance"}]'
  outputs: '[{"type": "long"}]'
  params: '[{"name": "limit", "default": 3, "shape": null, "type": "long"}]'
`;

  it('gets the schema of its signature, params and all', async () => {
    expect(await upload(signature)).toMatchObject({
      statusMessage: null,
      schema: {
        features: [{ name: 'distance', type: 'numeric' }],
        params: [{ name: 'limit', type: 'long', default: '3' }],
      },
    });
  });

  it('is kept and says what could not be read of it', async () => {
    const made = await upload("signature:\n  inputs: 'no json'\n");
    expect(made.schema).toBeNull();
    expect(made.statusMessage).toMatch(/^The signature in MLmodel cannot be read/);
  });
});

describe('versions made at once', () => {
  it('by 64 callers get 64 numbers in a row', async () => {
    await model('crowd');
    const made = await Promise.all(Array.from({ length: 64 }, () => version('crowd')));
    expect(made.map((one) => one.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 64 }, (_, index) => index + 1),
    );
  });

  it('of a model that nobody has made yet make one model', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, (_, index) => uploaded('fresh', {}, `content ${index}`)));
    expect(made.map((one) => one.version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
