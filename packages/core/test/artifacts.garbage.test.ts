import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { NewModelVersion } from '@slipway/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TreePlace } from '../src/artifacts/index.js';
import { SlipwayError } from '../src/index.js';
import { openTestCore, type TestCore } from './test-core.js';

const ROUNDS = 25;
const place: TreePlace = { workspaceId: 'default', tree: 'runs/1' };
let test: TestCore;

beforeEach(async () => {
  test = await openTestCore();
});
afterEach(() => test.stop());

const bytes = (text: string): Readable => Readable.from([Buffer.from(text)]);
const store = async (text: string): Promise<string> => (await test.core.artifacts.store(bytes(text))).digest;
const collectAll = (dryRun = false) => test.core.artifacts.collect({ dryRun, graceSeconds: 0 });
const pathOf = (digest: string): string =>
  join(test.core.kit.settings.artifactsFolder, 'sha256', digest.slice(7, 9), digest.slice(9));
const rowOf = (digest: string) => test.core.artifacts.find(digest);

const register = (digest: string, name = 'notes') =>
  test.core.registry.versions.create(test.actor, {
    params: { name },
    body: NewModelVersion.parse({ framework: 'opaque', files: [{ path: 'notes.txt', digest }] }),
  });

describe('a collection', () => {
  it('removes what nobody needs, bytes and row, and nothing else', async () => {
    const garbage = await store('nobody needs this');
    const version = await store('of a version');
    await register(version);
    const deleted = await store('of a deleted version, which can be restored');
    const { version: number } = await register(deleted, 'old');
    await test.core.registry.versions.remove(test.actor, { params: { name: 'old', version: number } });
    const table = await store('{"x":1}\n{"x":2}\n');
    await test.core.datasets.createDatasetVersion(test.actor, { params: { name: 'rows' }, body: { digest: table } });
    const { digest: entry } = await test.core.artifacts.trees.putEntry(place, 'a.txt', bytes('of a run'));
    expect(await collectAll()).toMatchObject({ removedFiles: 1, removedBytes: 17, storedFiles: 5 });
    expect([existsSync(pathOf(garbage)), await rowOf(garbage)]).toEqual([false, null]);
    for (const digest of [version, deleted, table, entry]) {
      expect(existsSync(pathOf(digest))).toBe(true);
      expect(await rowOf(digest)).not.toBeNull();
    }
  });

  it('only counts in a dry run', async () => {
    const garbage = await store('garbage');
    expect(await collectAll(true)).toMatchObject({ dryRun: true, removedFiles: 1, removedBytes: 7 });
    expect(existsSync(pathOf(garbage))).toBe(true);
  });

  it('removes the last name of a file in a tree with its next pass', async () => {
    const { digest } = await test.core.artifacts.trees.putEntry(place, 'a.txt', bytes('shared'));
    await test.core.artifacts.trees.putEntry(place, 'b.txt', bytes('shared'));
    await test.core.artifacts.trees.deleteEntries(place, 'a.txt');
    await collectAll();
    expect(await rowOf(digest)).not.toBeNull();
    await test.core.artifacts.trees.deleteEntries(place);
    await collectAll();
    expect(existsSync(pathOf(digest))).toBe(false);
  });

  it('leaves alone what was put in or asked for within the grace period', async () => {
    const digest = await store('young');
    await test.core.kit.db.pool.query(`UPDATE "Blob" SET "touchedAt" = now() - interval '2 hours'`);
    await test.core.artifacts.requireBlob(digest);
    expect(await test.core.artifacts.collect({ dryRun: false, graceSeconds: 3600 })).toMatchObject({ removedFiles: 0 });
    await test.core.kit.db.pool.query(`UPDATE "Blob" SET "touchedAt" = now() - interval '2 hours'`);
    expect(await test.core.artifacts.collect({ dryRun: false, graceSeconds: 3600 })).toMatchObject({ removedFiles: 1 });
  });

  it('leaves alone what a transaction holds that has not ended', async () => {
    const digest = await store('held');
    await test.core.kit.db.transaction(async (tx) => {
      await test.core.artifacts.hold(tx, [digest]);
      expect(await collectAll()).toMatchObject({ removedFiles: 0 });
    });
    expect(await collectAll()).toMatchObject({ removedFiles: 1 });
  });

  it('removes bytes without a row, once they are old', async () => {
    const orphan = pathOf(`sha256:${'ab'.repeat(32)}`);
    mkdirSync(dirname(orphan), { recursive: true });
    writeFileSync(orphan, 'left by a crash');
    expect(await test.core.artifacts.collect({ dryRun: false, graceSeconds: 3600 })).toMatchObject({
      removedOrphans: 0,
    });
    expect(await collectAll()).toMatchObject({ removedOrphans: 1 });
    expect(existsSync(orphan)).toBe(false);
  });

  it('leaves an upload in parts to its sender', async () => {
    const digest = await store('whole');
    await collectAll();
    const part = (start: number, isLast: boolean, text: string) =>
      test.core.artifacts.storePart(test.actor, digest, { start, isLast, maxBytes: 100 }, bytes(text));
    await part(0, false, 'who');
    await collectAll();
    expect(await part(3, true, 'le')).toEqual({ digest, sizeBytes: 5 });
    expect(readdirSync(join(test.core.kit.settings.artifactsFolder, 'uploads'))).toEqual([]);
  });

  it('is asked for by an administrator, and says what it did', async () => {
    await store('garbage');
    await test.core.kit.db.pool.query(`UPDATE "Blob" SET "touchedAt" = now() - interval '2 days'`);
    const { job } = await test.core.artifacts.startCollection(test.actor, { body: { dryRun: false, graceHours: 24 } });
    await test.settle();
    expect(await test.core.jobs.get(test.actor, job.id)).toMatchObject({
      state: 'done',
      result: { removedFiles: 1, removedBytes: 7 },
    });
    const { items } = await test.core.audit.listAudit(test.actor, { query: { limit: 10 } });
    expect(items[0]).toMatchObject({ kind: 'artifacts.collected', after: { removedFiles: 1 } });
  });
});

/**
 * The hardest case: no grace at all, the same few files put in, named and registered again and again by many, while collections run without a
 * break. Who was told that it has a file must find it.
 */
it('never takes a file from somebody who registers it at the same time', { timeout: 60_000 }, async () => {
  const texts = Array.from({ length: 6 }, () => randomBytes(2_000).toString('hex'));
  let isOver = false;
  let removed = 0;
  const collecting = (async () => {
    while (!isOver) removed += (await collectAll()).removedFiles;
  })();
  const kept: { path: string; digest: string }[] = [];
  const work = async (worker: number): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const text = texts[(worker + round) % texts.length]!;
      const path = `${worker}/${round}`;
      try {
        const { digest } = await test.core.artifacts.trees.putEntry(place, path, bytes(text));
        if (round === ROUNDS - 1) kept.push({ path, digest });
        else await test.core.artifacts.trees.deleteEntries(place, path);
      } catch (error) {
        // Without grace a collection may come between storing and naming: then the caller hears of it, and sends the last one again.
        if (!(error instanceof SlipwayError) || error.code !== 'blob_missing') throw error;
        if (round === ROUNDS - 1) round -= 1;
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, worker) => work(worker)));
  isOver = true;
  await collecting;
  expect(removed).toBeGreaterThan(0);
  expect(kept).toHaveLength(6);
  for (const { path, digest } of kept) {
    const { stream } = await test.core.artifacts.trees.openEntry(place, path);
    expect(Buffer.concat(await stream.toArray()).byteLength).toBe(4_000);
    expect(await rowOf(digest)).not.toBeNull();
  }
});
