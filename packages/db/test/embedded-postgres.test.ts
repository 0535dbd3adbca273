import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/embedded-postgres.js';
import { isProcessAlive } from '../src/postmaster-file.js';

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-db-test-'));
  folders.push(folder);
  return folder;
}

async function start(folder: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder, durable: false });
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('startEmbeddedPostgres', () => {
  it('continues on the same data, port and password after a stop', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start(folder);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([[42]]);
  });

  it('listens on loopback only, for those who know the password, and keeps that to its owner', async () => {
    const folder = temporaryFolder();
    const { url } = await start(folder);
    expect(await ask(url, 'SHOW listen_addresses')).toEqual([['127.0.0.1']]);
    expect(await ask(url, 'SHOW unix_socket_directories')).toEqual([['']]);
    expect(statSync(join(folder, 'connection.json')).mode & 0o777).toBe(0o600);
    const stranger = new URL(url);
    stranger.password = 'wrong';
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('stops a server that a killed predecessor left running', async () => {
    const folder = temporaryFolder();
    const orphan = await start(folder);
    const next = await start(folder);
    await orphan.exited;
    expect(next.pid).not.toBe(orphan.pid);
    expect(await ask(next.url, 'SELECT 1')).toEqual([[1]]);
  });

  it('ignores a pid file whose process id now belongs to somebody else', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await first.stop();
    writeFileSync(join(folder, 'cluster/postmaster.pid'), `${process.pid}\n${folder}/cluster\n1\n1\n\n\n\nready\n`);
    const second = await start(folder);
    expect(await ask(second.url, 'SELECT 1')).toEqual([[1]]);
  });

  it('starts again after kill -9 of the server with a client in the middle of a query', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    const client = new pg.Client({ connectionString: first.url });
    client.on('error', () => undefined);
    await client.connect();
    const sleeping = client.query('SELECT pg_sleep(60)').catch((error: Error) => error);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start(folder);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT 1')).toEqual([[1]]);
    expect(await sleeping).toBeInstanceOf(Error);
  });

  it('builds again when initdb had been killed half-way', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'cluster.new'));
    writeFileSync(join(folder, 'cluster.new', 'PG_VERSION'), '18\n');
    const { url } = await start(folder);
    expect(await ask(url, 'SELECT 1')).toEqual([[1]]);
  });

  it('tells why it cannot start', async () => {
    const folder = temporaryFolder();
    await expect(startEmbeddedPostgres({ folder, settings: { shared_buffers: 'many' } })).rejects.toThrow(
      /PostgreSQL did not start: .*invalid value for parameter "shared_buffers": "many"/,
    );
  });

  it('dies with the process that started it, even by kill -9', async () => {
    const folder = temporaryFolder();
    const script = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('../dist/embedded-postgres.js', import.meta.url).href)});
      await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, durable: false });
      process.kill(process.pid, 'SIGKILL');`;
    spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    const pid = Number(readFileSync(join(folder, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    await expect.poll(() => isProcessAlive(pid)).toBe(false);
  });

  it('runs below a folder that only its owner may enter', async () => {
    const closed = temporaryFolder();
    chmodSync(closed, 0o700);
    const { url } = await start(join(closed, 'inside'));
    expect(await ask(url, 'SELECT 1')).toEqual([[1]]);
  });
});
