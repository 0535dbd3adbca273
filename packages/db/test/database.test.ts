import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/client.js';
import { copyRows } from '../src/copy-rows.js';
import { diffMigration } from '../src/diff-migration.js';
import { Prisma } from '../src/index.js';
import { listen } from '../src/listen.js';
import { migrate } from '../src/migrate.js';
import { startThrowAwayPostgres, type ThrowAwayPostgres } from './throw-away-postgres.js';

const root = join(import.meta.dirname, '../../..');

let postgres: ThrowAwayPostgres;
let database: Database;
beforeAll(async () => {
  postgres = await startThrowAwayPostgres();
  database = openDatabase({ url: postgres.server.url, applicationName: 'test', max: 4 });
});
afterAll(async () => {
  await database.close();
  await postgres.dispose();
});

async function freshDatabase(name: string): Promise<string> {
  await database.pool.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const url = new URL(postgres.server.url);
  url.pathname = `/${name}`;
  return url.href;
}

describe('openDatabase', () => {
  it('is Prisma and pg on one pool, under its name, and cuts long statements', async () => {
    expect(await database.prisma.$queryRaw`SELECT current_setting('application_name') AS name`).toEqual([
      { name: 'test' },
    ]);
    const options = { applicationName: 'impatient', max: 1, statementTimeoutMs: 200 };
    const impatient = openDatabase({ url: postgres.server.url, ...options });
    await expect(impatient.pool.query('SELECT pg_sleep(10)')).rejects.toThrow('statement timeout');
    await impatient.close();
  });

  it('outlives a connection that breaks in the hands of who holds it', async () => {
    const held = await database.pool.connect();
    const { rows } = await held.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const broken = new Promise((resolve) => held.once('end', resolve));
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    await broken;
    await expect(held.query('SELECT 1')).rejects.toThrow(/not queryable|terminat/);
    held.release(true);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('copyRows', () => {
  it('stores every kind of value as it is', async () => {
    await database.pool.query(`CREATE TABLE kinds (
      id int, words text, number float8, big bigint, flag boolean, at timestamptz, bytes bytea, tags text[], grid int[], facts jsonb, list jsonb)`);
    const at = new Date('2001-02-03T04:05:06.789Z');
    const words = 'tab\t, line\nbreak\r, back\\slash, "quotes", \\N, {brace}, ärger 😀';
    const rows = [
      [
        1,
        words,
        0.1,
        9_007_199_254_740_993n,
        true,
        at,
        Buffer.from([0, 255, 92, 10]),
        ['a,b', '"q"', 'b\\s', null, 'NULL', ''],
        [
          [1, 2],
          [3, 4],
        ],
        { a: words },
        [1, 'x'],
      ],
      [2, '', Number.NaN, null, false, null, new Uint8Array(0), [], null, 'text', []],
      [3, '\\.', Number.NEGATIVE_INFINITY, -1n, undefined, null, null, null, new Int32Array([5, 6]), 7, null],
    ];
    const client = await database.pool.connect();
    const json = (name: string) => ({ name, json: true }) as const;
    const count = await copyRows(
      client,
      'public.kinds',
      ['id', 'words', 'number', 'big', 'flag', 'at', 'bytes', 'tags', 'grid', json('facts'), json('list')],
      rows,
    );
    client.release();
    expect(count).toBe(3);
    const read = (await database.pool.query({ text: 'SELECT * FROM kinds ORDER BY id', rowMode: 'array' }))
      .rows as unknown[][];
    expect(read[0]).toEqual([
      1,
      words,
      0.1,
      '9007199254740993',
      true,
      at,
      Buffer.from([0, 255, 92, 10]),
      ['a,b', '"q"', 'b\\s', null, 'NULL', ''],
      [
        [1, 2],
        [3, 4],
      ],
      { a: words },
      [1, 'x'],
    ]);
    expect(read[1]).toEqual([2, '', Number.NaN, null, false, null, Buffer.alloc(0), [], null, 'text', []]);
    expect(read[2]).toEqual([3, '\\.', Number.NEGATIVE_INFINITY, '-1', null, null, null, null, [5, 6], 7, null]);
  });

  it('takes many rows from a generator, and none of them when one is bad', async () => {
    await database.pool.query('CREATE TABLE many (id int PRIMARY KEY, name text)');
    const client = await database.pool.connect();
    const rows = function* (upTo: number) {
      for (let id = 0; id < upTo; id += 1) yield [id, `row ${id}`];
    };
    expect(await copyRows(client, 'many', ['id', 'name'], rows(50_000))).toBe(50_000);
    await expect(copyRows(client, 'many', ['id', 'name'], rows(50_000))).rejects.toThrow('duplicate key');
    const interrupted = function* () {
      yield* rows(20_000);
      throw new Error('the source broke');
    };
    await client.query('TRUNCATE many');
    await expect(copyRows(client, 'many', ['id', 'name'], interrupted())).rejects.toThrow('the source broke');
    expect((await client.query('SELECT count(*)::int AS n FROM many')).rows).toEqual([{ n: 0 }]);
    await expect(copyRows(client, 'many', ['id'], [[1, 2]])).rejects.toThrow('2 values for 1 columns');
    client.release();
  });
});

describe('listen', () => {
  it('hears notifications, and again after its connection was cut', async () => {
    const heard: string[] = [];
    const connections: boolean[] = [];
    const lost: string[] = [];
    const listener = listen({
      url: postgres.server.url,
      channels: ['news', 'Other'],
      onNotify: (channel, payload) => heard.push(`${channel}: ${payload}`),
      onLost: (error) => lost.push(error.message),
      onConnected: (again) => connections.push(again),
    });
    await listener.ready;
    await database.pool.query(`SELECT pg_notify('news', 'one'), pg_notify('Other', 'two')`);
    await expect.poll(() => heard).toEqual(['news: one', 'Other: two']);
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'slipway-listen'`,
    );
    await expect.poll(() => connections).toEqual([false, true]);
    expect(lost).toHaveLength(1);
    await database.pool.query(`SELECT pg_notify('news', 'three')`);
    await expect.poll(() => heard.at(-1)).toBe('news: three');
    await listener.close();
    const left = await database.pool.query(`SELECT FROM pg_stat_activity WHERE application_name = 'slipway-listen'`);
    expect(left.rowCount).toBe(0);
  });
});

describe('migrate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-migrations-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, sql: string): void => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  };

  it('applies what is missing, in order, once, also when several do it at the same time', async () => {
    write('20260101000000_first', 'CREATE TABLE thing (id int PRIMARY KEY);');
    write('20260102000000_second', 'ALTER TABLE thing ADD COLUMN name text;');
    const url = await freshDatabase('migrated');
    const all = await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
    expect(all.flat()).toEqual(['20260101000000_first', '20260102000000_second']);
    write('20260103000000_third', 'DROP TABLE thing;');
    expect(await migrate(url, folder)).toEqual(['20260103000000_third']);
    expect(await migrate(url, folder)).toEqual([]);
  });

  it('fails with the words of the database, and goes on failing until it is mended', async () => {
    const url = await freshDatabase('broken');
    write('20260104000000_broken', 'SELECT no_such_function();');
    await expect(migrate(url, folder)).rejects.toThrow('no_such_function');
    await expect(migrate(url, folder)).rejects.toThrow('20260104000000_broken');
  });
});

describe('the migrations of this repository', () => {
  it('lead to every table and column of the schema', async () => {
    const url = await freshDatabase('whole');
    await migrate(url, join(root, 'prisma/migrations'));
    const whole = openDatabase({ url, applicationName: 'test', max: 2 });
    const read = Object.values(Prisma.ModelName).map(async (model) => {
      const table = model.charAt(0).toLowerCase() + model.slice(1);
      return (whole.prisma as unknown as Record<string, { findFirst(): Promise<unknown> }>)[table]?.findFirst();
    });
    await expect(Promise.all(read)).resolves.not.toContain(undefined);
    await whole.close();
  });
});

describe('diffMigration', () => {
  const schema = (fields: string): string =>
    `datasource db {\n  provider = "postgresql"\n}\nmodel Thing {\n  id Int @id\n${fields}\n}\n`;

  it('leads from nothing to a schema, and from one to the next', async () => {
    const url = await freshDatabase('compared');
    expect(await diffMigration(url, undefined, schema(''))).toContain('CREATE TABLE "Thing"');
    expect(await diffMigration(url, schema(''), schema('name String?'))).toContain('ADD COLUMN     "name" TEXT');
    expect(await diffMigration(url, schema(''), schema(''))).toBe('');
  });
});
