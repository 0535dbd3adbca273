import { join } from 'node:path';
import { openDataFolder, type DataFolder } from './data-folder.js';
import type { SupervisorEnv } from './env.js';
import { assertPortFree, holdSocket, type HeldSocket } from './held-socket.js';
import { migrateDatabase } from './migrate-database.js';
import { openPartLog, type PartLog } from './part-log.js';
import { startPart, type Part } from './part.js';
import { memoryFlags } from './part-memory.js';
import { partEnv, type PartName } from './part-env.js';
import { startPostgresPart, type PostgresPart } from './postgres-part.js';
import { StartError } from './start-error.js';

/** SupervisorOptions: where lines for people go, and which file each part runs (tests put small fakes in their place). */
export interface SupervisorOptions {
  env: SupervisorEnv;
  now: Date;
  print(line: string): void;
  entries: Record<PartName, string>;
  migrationsDir: string;
  graceMs?: number;
  /** Aborting gives up a start that is under way. */
  signal?: AbortSignal;
}

/** Supervisor is a running Slipway. */
export interface Supervisor {
  port: number;
  gatewayPort: number;
  /** The process of each part, `postgres` included when it is the embedded one. */
  pids(): Record<string, number | undefined>;
  /** restartAll replaces one part after the other; the gateway and the API without refusing a connection. */
  restartAll(): Promise<void>;
  /** stop ends the parts (SIGTERM, 10 s, SIGKILL), then PostgreSQL, then lets go of ports and data folder. */
  stop(): Promise<void>;
  /** kill ends the parts at once, for a second Ctrl-C; `stop()` still has to follow. */
  kill(): void;
}

/** Everything that has been opened so far, so that a start that fails half-way gives all of it back. */
interface Opened {
  folder?: DataFolder;
  sockets: HeldSocket[];
  logs: PartLog[];
  postgres?: PostgresPart;
  parts: Part[];
}

/**
 * startSupervisor brings Slipway up: data folder, ports, PostgreSQL, migrations, then API, worker and gateway side by side. It resolves
 * when all are ready and rejects, with everything stopped again, when one cannot be; StartErrors are one line for a person.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const opened: Opened = { sockets: [], logs: [], parts: [] };
  try {
    return await Promise.race([bringUp(options, opened), rejectOnAbort(options.signal)]);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** portsText names the ports that a part answers on: port 8080, 8081. */
function portsText(sockets: Readonly<Record<string, HeldSocket>>): string {
  const ports = Object.values(sockets).map(({ port }) => port);
  return ports.length === 0 ? '' : `port ${ports.join(', ')}`;
}

function rejectOnAbort(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new StartError('stopped before everything was ready')), {
      once: true,
    });
  });
}

async function bringUp(options: SupervisorOptions, opened: Opened): Promise<Supervisor> {
  const { env, print } = options;
  const folder = (opened.folder = openDataFolder(env.dataFolder, options.now));
  const api = await holdSocket(env.host, env.port, 'PORT');
  opened.sockets.push(api);
  const gateway = await holdSocket(env.host, env.gatewayPort, 'GATEWAY_PORT');
  opened.sockets.push(gateway);
  await assertPortFree(env.host, env.workerPort, 'WORKER_PORT');
  const grpc = await holdSocket(env.host, env.gatewayGrpcPort, 'GATEWAY_GRPC_PORT');
  opened.sockets.push(grpc);

  const restartAll = async (): Promise<void> => {
    for (const part of opened.parts) {
      const from = performance.now();
      await part.restart().then(
        () => print(statusLine(part.name, 'renewed', performance.now() - from, '')),
        (error: Error) => print(statusLine(part.name, 'kept', performance.now() - from, error.message)),
      );
    }
  };
  const databaseUrl = await openDatabase(options, folder, opened, restartAll);
  await migrateAndTell(options, databaseUrl());

  const sockets: Partial<Record<PartName, Readonly<Record<string, HeldSocket>>>> = {
    api: { SLIPWAY_LISTEN_FD: api },
    gateway: { SLIPWAY_LISTEN_FD: gateway, SLIPWAY_GRPC_LISTEN_FD: grpc },
  };
  const ports = { port: api.port, gatewayPort: gateway.port, gatewayGrpcPort: grpc.port };
  const starting = (['api', 'worker', 'gateway'] as const).map(async (name) => {
    const from = performance.now();
    const log = openPartLog({
      path: join(folder.logs, `${name}.log`),
      show: (line) => print(`${name.padEnd(10)}${line}`),
    });
    opened.logs.push(log);
    const part = startPart({
      name,
      entry: options.entries[name],
      nodeFlags: memoryFlags(name),
      cwd: env.root,
      env: () => partEnv(name, env, { ...ports, databaseUrl: databaseUrl() }),
      sockets: Object.fromEntries(Object.entries(sockets[name] ?? {}).map(([variable, { fd }]) => [variable, fd])),
      log,
      graceMs: options.graceMs,
      onDeath: (how, delayMs) => print(statusLine(name, 'ended', undefined, `${how}; starting again in ${delayMs} ms`)),
      onReady: () => print(statusLine(name, 'ready', performance.now() - from, portsText(sockets[name] ?? {}))),
    });
    opened.parts.push(part);
    return { name, detail: await part.firstReady };
  });
  const started = await Promise.all(starting);
  const signInUrl = started.find((part) => part.name === 'api')?.detail.signInUrl;
  print(statusLine('slipway', 'ready', undefined, addressLine(env, api.port, signInUrl)));

  return {
    ...ports,
    pids: () => ({
      ...(opened.postgres ? { postgres: opened.postgres.pid() } : {}),
      ...Object.fromEntries(opened.parts.map((part) => [part.name, part.pid()])),
    }),
    restartAll,
    stop: () => closeAll(opened),
    kill: () => opened.parts.forEach((part) => part.kill()),
  };
}

/** openDatabase answers with the address of the database: the operator's own, or the embedded one, started here. */
async function openDatabase(
  { env, print }: SupervisorOptions,
  folder: DataFolder,
  opened: Opened,
  onMoved: () => Promise<void>,
): Promise<() => string> {
  const own = env.databaseUrl;
  if (own !== undefined) return () => own;
  const from = performance.now();
  const postgres = await startPostgresPart({
    folder,
    onDeath: (reason, delayMs) =>
      print(statusLine('postgres', 'ended', undefined, `${reason}; starting again in ${delayMs} ms`)),
    onBack: (tookMs) => print(statusLine('postgres', 'ready', tookMs, '')),
    onMoved: () => void onMoved(),
  });
  opened.postgres = postgres;
  print(statusLine('postgres', 'ready', performance.now() - from, `port ${postgres.port()}`));
  return postgres.url;
}

async function migrateAndTell({ migrationsDir, print }: SupervisorOptions, databaseUrl: string): Promise<void> {
  const from = performance.now();
  const applied = await migrateDatabase(databaseUrl, migrationsDir);
  const count = applied.length === 1 ? '1 migration' : `${applied.length} migrations`;
  print(
    statusLine('database', 'ready', performance.now() - from, applied.length === 0 ? 'up to date' : `${count} applied`),
  );
}

async function closeAll(opened: Opened): Promise<void> {
  await Promise.all(opened.parts.map((part) => part.stop()));
  await opened.postgres?.stop();
  for (const socket of opened.sockets) socket.close();
  for (const log of opened.logs) log.close();
  opened.folder?.release();
}

function statusLine(name: string, state: string, tookMs: number | undefined, rest: string): string {
  const took = tookMs === undefined ? '' : `${(tookMs / 1000).toFixed(1)} s`;
  return `${name.padEnd(10)}${state.padEnd(8)}${took.padEnd(8)}${rest}`.trimEnd();
}

function addressLine(env: SupervisorEnv, port: number, signInUrl: string | undefined): string {
  const host = env.host === '0.0.0.0' || env.host === '::' ? 'localhost' : env.host;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return signInUrl === undefined ? address : `${address}   sign in once with ${signInUrl}`;
}
