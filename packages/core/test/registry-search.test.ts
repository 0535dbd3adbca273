import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SortKey } from '../src/registry/search.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
const names = ['alpha', 'beta', 'gamma', 'delta', 'it’s 100%', 'a_b', "o'brien"];

beforeAll(async () => {
  test = await openTestCore();
  for (const name of names)
    await test.core.registry.models.create(test.actor, {
      body: { name, description: '', tags: { team: name.startsWith('a') ? 'eu' : 'us' } },
    });
  await test.core.registry.models.create(test.actor, {
    body: { name: 'prompt', description: '', tags: { 'mlflow.prompt.is_prompt': 'true' } },
  });
  for (let number = 1; number <= 7; number += 1)
    for (const name of ['alpha', 'beta']) {
      test.advance(1);
      await test.core.registry.fromSource.register(test.actor, name, {
        source: `s3://bucket/${name}/${number}`,
        runId: number === 3 ? 'c'.repeat(32) : undefined,
        tags: { parity: number % 2 === 0 ? 'even' : 'odd', ...(number === 1 && { first: 'yes' }) },
        description: '',
      });
    }
  await test.core.registry.aliases.set(test.actor, {
    params: { name: 'alpha', alias: 'champion' },
    body: { version: 3 },
  });
});
afterAll(() => test.stop());

const models = async (filter?: string, order: SortKey[] = [], limit = 100) =>
  (await test.core.registry.search.models(test.actor, { filter, order, cursor: undefined, limit })).items.map(
    ({ name }) => name,
  );

async function allVersions(filter: string | undefined, order: SortKey[], limit: number): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await test.core.registry.search.versions(test.actor, { filter, order, cursor, limit });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items.map(({ modelName, version }) => `${modelName} ${version}`));
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

describe('models', () => {
  it.each([
    ["name = 'alpha'", ['alpha']],
    ["name != 'alpha' AND tags.team = 'eu'", ['a_b']],
    ["name LIKE 'a%'", ['a_b', 'alpha']],
    ["name LIKE 'a\\_%'", ['a_b']],
    ["name LIKE '%100\\%'", ['it’s 100%']],
    ["name ILIKE 'ALPHA'", ['alpha']],
    ["name = 'o''brien'", ["o'brien"]],
    ["tags.team LIKE 'e%'", ['a_b', 'alpha']],
    ["tags.nothing != 'x'", []],
    ["tags.team != 'us'", ['a_b', 'alpha']],
    ["name = 'prompt'", []],
    ["name LIKE 'p%' AND tags.`mlflow.prompt.is_prompt` = 'true'", ['prompt']],
    ["name LIKE '%a' AND tag.`mlflow.prompt.is_prompt` != 'true'", ['alpha', 'beta', 'delta', 'gamma']],
    ["name = ''' OR 1=1 --'", []],
  ])('%s', async (filter, expected) => expect((await models(filter)).sort()).toEqual(expected.toSorted()));

  it('come in the order that is asked for', async () => {
    const named = await models();
    expect(await models(undefined, [{ field: 'name', descending: true }])).toEqual(named.toReversed());
    expect((await models(undefined, [{ field: 'updatedAt', descending: true }])).slice(0, 2)).toEqual([
      'beta',
      'alpha',
    ]);
  });
});

describe('versions', () => {
  it.each([
    ["name = 'alpha' AND version_number < 3", ['alpha 1', 'alpha 2']],
    ["version_number = '7'", ['alpha 7', 'beta 7']],
    ['version_number > 99999999999', []],
    ["run_id = 'cccccccccccccccccccccccccccccccc'", ['alpha 3', 'beta 3']],
    ["run_id IN ('cccccccccccccccccccccccccccccccc', 'x') AND name = 'beta'", ['beta 3']],
    ["source_path LIKE 's3://bucket/alpha/%' AND tags.parity = 'even'", ['alpha 2', 'alpha 4', 'alpha 6']],
    ["tags.first = 'yes'", ['alpha 1', 'beta 1']],
  ])('%s', async (filter, expected) => expect((await allVersions(filter, [], 3)).sort()).toEqual(expected));

  const orders: [string, SortKey[]][] = [
    ['last updated first', []],
    ['by name', [{ field: 'name', descending: false }]],
    [
      'by name backwards, then number',
      [
        { field: 'name', descending: true },
        { field: 'version', descending: false },
      ],
    ],
    ['by number', [{ field: 'version', descending: false }]],
    ['by creation', [{ field: 'createdAt', descending: true }]],
  ];
  it.each(orders)('%s, page by page, come once each and in the same order as at once', async (_name, order) => {
    const atOnce = await allVersions(undefined, order, 100);
    expect(atOnce).toHaveLength(14);
    for (const limit of [1, 3, 13]) expect(await allVersions(undefined, order, limit)).toEqual(atOnce);
  });

  it('with the same time are paged too', async () => {
    await test.core.kit.db.pool.query(`UPDATE "ModelVersion" SET "updatedAt" = '2026-01-01T00:00:00.123Z'`);
    expect(await allVersions(undefined, [], 4)).toEqual([
      ...[7, 6, 5, 4, 3, 2, 1].map((number) => `alpha ${number}`),
      ...[7, 6, 5, 4, 3, 2, 1].map((number) => `beta ${number}`),
    ]);
  });

  it('carry their aliases', async () => {
    const { items } = await test.core.registry.search.versions(test.actor, {
      filter: "name = 'alpha' AND version_number = 3",
      order: [],
      cursor: undefined,
      limit: 5,
    });
    expect(items).toMatchObject([{ aliases: ['champion'] }]);
  });

  it('refuse a token of another search, or one that nobody made', async () => {
    const page = (cursor: string, order: SortKey[] = []) =>
      test.core.registry.search.versions(test.actor, { filter: undefined, order, cursor, limit: 5 });
    const token = (...key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const cursor of [
      token('a'),
      token('x', 'y', 'z'),
      token(1e18, 'a', 1),
      token(-5, 'a', 1),
      token(1.5, 'a', 1),
      'nonsense',
    ])
      await expect(page(cursor)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
