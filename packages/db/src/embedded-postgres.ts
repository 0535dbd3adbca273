import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { choosePostgresIdentity, type PostgresIdentity } from './postgres-identity.js';
import { isPostmasterAlive, readPostmaster } from './postmaster-file.js';
import { leashProcess } from './process-leash.js';

const USER = 'slipway';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 15;

/** Durable enough for production on one machine: fsync stays on; logs hold no row contents. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  tcp_keepalives_idle: '15',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
};

/** EmbeddedPostgresOptions: where the cluster lives, and what differs from the defaults. */
export interface EmbeddedPostgresOptions {
  /** Holds `cluster/`, `connection.json` (0600: port and password) and, unless `logFile` says otherwise, `postgres.log`. */
  folder: string;
  logFile?: string;
  /** false for throw-away test clusters: no fsync, so a power cut may lose them. Default true. */
  durable?: boolean;
  /** Server settings that replace or add to the defaults. */
  settings?: Readonly<Record<string, string>>;
}

/** EmbeddedPostgres is a running server; it ends when this process ends, even by kill -9. */
export interface EmbeddedPostgres {
  url: string;
  port: number;
  pid: number;
  /** Resolves once the server process is gone, for whatever reason. */
  exited: Promise<void>;
  /** stop asks for a fast shutdown (open transactions are rolled back), insists after 15 s, and resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * startEmbeddedPostgres starts npm's PostgreSQL on `options.folder`, creating the cluster the first time. The port and the password
 * are remembered, so the address is the same after each start; if the port has been taken meanwhile, a free one replaces it.
 * A server that a killed predecessor left behind is stopped first: the caller must hold the lock of the data folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findPostgresBinaries();
  mkdirSync(options.folder, { recursive: true, mode: 0o711 });
  const cluster = join(options.folder, 'cluster');
  const identity = choosePostgresIdentity([binaries.postgres, cluster]);
  const known = readConnection(options.folder);
  const connection = { password: known?.password ?? randomBytes(24).toString('base64url'), port: known?.port };
  if (!existsSync(cluster) || known === undefined)
    await createCluster(options, cluster, binaries, identity, connection.password);
  await stopLeftover(cluster);
  const port = await freePort(connection.port);
  writeConnection(options.folder, { ...connection, port });

  const server = await launch(options, cluster, binaries, identity, port);
  const exited = new Promise<void>((resolve) => {
    if (hasExited(server)) resolve();
    else server.once('exit', () => resolve());
  });
  return {
    url: `postgresql://${USER}:${connection.password}@127.0.0.1:${port}/slipway`,
    port,
    pid: server.pid as number,
    exited,
    stop: async () => {
      server.kill('SIGINT');
      const insist = setTimeout(() => server.kill('SIGQUIT'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(insist);
    },
  };
}

interface Connection {
  port: number | undefined;
  password: string;
}

function readConnection(folder: string): Connection | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'connection.json'), 'utf8')) as Connection;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeConnection(folder: string, connection: Connection): void {
  const path = join(folder, 'connection.json');
  writeFileSync(`${path}.new`, JSON.stringify(connection), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** createCluster builds aside and renames, so a kill in the middle never leaves half a cluster that looks whole. */
async function createCluster(
  options: EmbeddedPostgresOptions,
  cluster: string,
  binaries: PostgresBinaries,
  identity: PostgresIdentity,
  password: string,
): Promise<void> {
  if (existsSync(cluster)) {
    throw new Error(
      `${options.folder}/connection.json is missing, so the password of the database in ${cluster} is lost`,
    );
  }
  const fresh = `${cluster}.new`;
  const passwordFile = join(options.folder, 'init-password');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity.owner !== undefined) {
    for (const path of [fresh, passwordFile]) chownSync(path, identity.owner.uid, identity.owner.gid);
  }
  const args = [
    `--pgdata=${fresh}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(options.durable === false ? ['--no-sync'] : []),
  ];
  const command = identity.wrap(binaries.initdb, args);
  try {
    await promisify(execFile)(command.file, command.args, { ...command.as, cwd: '/', env: { LC_ALL: 'C' } });
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`initdb failed: ${String((error as { stderr?: string }).stderr ?? error).trim()}`, {
      cause: error,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  await createDatabase(fresh, binaries, identity);
  writeConnection(options.folder, { password, port: undefined });
  renameSync(fresh, cluster);
}

/** createDatabase makes the database `slipway` in single-user mode, before anybody can connect. */
function createDatabase(cluster: string, binaries: PostgresBinaries, identity: PostgresIdentity): Promise<void> {
  const command = identity.wrap(binaries.postgres, ['--single', '-D', cluster, 'postgres']);
  return new Promise((resolve, reject) => {
    const single = execFile(
      command.file,
      command.args,
      { ...command.as, cwd: '/', env: { LC_ALL: 'C' } },
      (error, _out, stderr) => {
        if (error === null && !/ERROR|FATAL/.test(stderr)) resolve();
        else reject(new Error(`could not create the database: ${stderr.trim() || error?.message}`));
      },
    );
    single.stdin?.end('CREATE DATABASE slipway\n');
  });
}

/** stopLeftover ends a server that outlived its supervisor, and removes a pid file whose process is gone or somebody else's. */
async function stopLeftover(cluster: string): Promise<void> {
  const leftover = readPostmaster(cluster);
  if (leftover === undefined) return;
  if (!isPostmasterAlive(cluster, leftover.pid)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  const from = performance.now();
  process.kill(leftover.pid, 'SIGINT');
  while (isPostmasterAlive(cluster, leftover.pid)) {
    if (performance.now() - from > STOP_LIMIT_MS) process.kill(leftover.pid, 'SIGQUIT');
    await sleep(POLL_MS);
  }
}

/**
 * launch starts the server and waits until it takes connections. After a kill -9 of the old server its backends hold the shared
 * memory for a moment longer; that refusal, and only that, is tried again.
 */
async function launch(
  options: EmbeddedPostgresOptions,
  cluster: string,
  binaries: PostgresBinaries,
  identity: PostgresIdentity,
  port: number,
): Promise<ChildProcess> {
  const logFile = options.logFile ?? join(options.folder, 'postgres.log');
  const settings = {
    ...SETTINGS,
    ...(options.durable === false ? THROW_AWAY : {}),
    ...options.settings,
    port: String(port),
  };
  const args = ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const command = identity.wrap(binaries.postgres, args);
  const from = performance.now();
  for (;;) {
    const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
    const log = openSync(logFile, 'a', 0o600);
    // Detached, so that Ctrl-C in the terminal reaches the supervisor alone and the parts that use the database stop first.
    const server = spawn(command.file, command.args, {
      ...command.as,
      cwd: '/',
      env: { LC_ALL: 'C' },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    if (server.pid !== undefined) {
      const leash = leashProcess(server.pid, { signal: 'INT', graceSeconds: 10 });
      server.once('exit', () => leash.release());
    }
    const started = await waitUntilReady(server, cluster);
    if (started) return server;
    const said = readFileSync(logFile, 'utf8').slice(logStart).trim();
    if (!said.includes('shared memory block') || performance.now() - from > START_LIMIT_MS) {
      throw new Error(`PostgreSQL did not start: ${said.split('\n').slice(-3).join(' ') || `see ${logFile}`}`);
    }
    await sleep(100);
  }
}

const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

async function waitUntilReady(server: ChildProcess, cluster: string): Promise<boolean> {
  const failed = new Promise<Error>((resolve) => server.once('error', resolve));
  const from = performance.now();
  while (!hasExited(server)) {
    if (server.pid === undefined) throw await failed;
    const postmaster = readPostmaster(cluster);
    if (postmaster?.pid === server.pid && postmaster.ready) return true;
    if (performance.now() - from > START_LIMIT_MS) {
      server.kill('SIGKILL');
      throw new Error('PostgreSQL did not become ready within a minute');
    }
    await sleep(POLL_MS);
  }
  return false;
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
