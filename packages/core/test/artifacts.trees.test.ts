import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TreePlace } from '../src/artifacts/index.js';
import { openTestCore, type TestCore } from './test-core.js';

const bytes = (text: string): Readable => Readable.from([Buffer.from(text)]);
const digestOf = async (text: string): Promise<string> => (await test.core.artifacts.store(bytes(text))).digest;
let test: TestCore;
let place: TreePlace;
let nth = 0;

beforeAll(async () => {
  test = await openTestCore();
});
afterAll(() => test.stop());

describe('a tree', () => {
  const put = (path: string, text: string) => test.core.artifacts.trees.putEntry(place, path, bytes(text));
  const read = async (path: string): Promise<string> => {
    const { stream } = await test.core.artifacts.trees.openEntry(place, path);
    return Buffer.concat(await stream.toArray()).toString();
  };

  beforeAll(() => {
    nth += 1;
    place = { workspaceId: 'default', tree: `runs/${'0'.repeat(31)}${nth}` };
  });

  it('lists a folder at a time, files with their size', async () => {
    await put('model/MLmodel', 'flavors');
    await put('model/data/model.onnx', 'weights');
    await put('model/データ.txt', '12');
    await put('models.txt', 'x');
    await put('empty', '');
    expect(await test.core.artifacts.trees.listEntries(place)).toEqual([
      { name: 'empty', isFolder: false, sizeBytes: 0 },
      { name: 'model', isFolder: true, sizeBytes: null },
      { name: 'models.txt', isFolder: false, sizeBytes: 1 },
    ]);
    expect(await test.core.artifacts.trees.listEntries(place, 'model')).toEqual([
      { name: 'MLmodel', isFolder: false, sizeBytes: 7 },
      { name: 'data', isFolder: true, sizeBytes: null },
      { name: 'データ.txt', isFolder: false, sizeBytes: 2 },
    ]);
    expect(await test.core.artifacts.trees.listEntries(place, 'mod')).toEqual([]);
  });

  it('keeps a snapshot as it was after its files were replaced and deleted', async () => {
    const before = await test.core.artifacts.trees.snapshot(place, 'model');
    expect(before.map(({ path }) => path)).toEqual(['model/MLmodel', 'model/data/model.onnx', 'model/データ.txt']);
    await put('model/MLmodel', 'other');
    expect(await read('model/MLmodel')).toBe('other');
    expect(await test.core.artifacts.trees.deleteEntries(place, 'model')).toBe(3);
    await expect(read('model/MLmodel')).rejects.toMatchObject({ code: 'not_found' });
    expect(before[0]?.digest).toBe(await digestOf('flavors'));
    const { stream } = await test.core.artifacts.open(before[0]!.digest);
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('flavors');
    expect(await test.core.artifacts.trees.snapshot(place)).toHaveLength(2);
  });

  it('holds what a transaction has taken a snapshot of', async () => {
    await put('kept', 'kept bytes');
    await test.core.kit.db.transaction(async (tx) => {
      const [file] = await test.core.artifacts.trees.snapshot(place, 'kept', tx);
      const removal = test.core.kit.db.pool.query('SELECT 1 FROM "Blob" WHERE "digest" = $1 FOR UPDATE NOWAIT', [
        file?.digest,
      ]);
      await expect(removal).rejects.toMatchObject({ code: '55P03' });
    });
  });

  it('has no file where a folder is', async () => {
    await put('a/b', '1');
    await expect(put('a', '2')).rejects.toMatchObject({ code: 'conflict' });
    await expect(put('a/b/c', '3')).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../b',
    'a//b',
    './a',
    'a\\b',
    'C:x',
    'a\0',
    'a#b',
    'a?b',
    'a;b',
    'x'.repeat(501),
  ])('refuses the path %j before reading anything', async (path) => {
    const source = {
      [Symbol.asyncIterator]: () => {
        throw new Error('was read');
      },
    };
    await expect(test.core.artifacts.trees.putEntry(place, path, source)).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it.each(['dog%step%100%timestamp%100', 'dog+step+100', '%2e%2e', 'a b/c.d'])(
    'takes the name %j as it is',
    async (path) => {
      await put(path, 'as is');
      expect(await read(path)).toBe('as is');
    },
  );
});

it('is seen by nobody from another workspace', async () => {
  const here: TreePlace = { workspaceId: 'default', tree: 'models/m-1' };
  await test.core.artifacts.trees.putEntry(here, 'secret', bytes('s'));
  const there: TreePlace = { workspaceId: 'other', tree: 'models/m-1' };
  expect(await test.core.artifacts.trees.listEntries(there)).toEqual([]);
  await expect(test.core.artifacts.trees.openEntry(there, 'secret')).rejects.toMatchObject({ code: 'not_found' });
});
