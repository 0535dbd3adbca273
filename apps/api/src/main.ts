import type { Server } from 'node:http';
import { errorText, jsonLog, openCore, readSettings } from '@slipway/core';
import { createApi } from './create-api.js';
import { drainable } from './drainable.js';

const CONNECTIONS = 10;
const BACKLOG = 4096;
const GRACE_MS = 8_000;

const log = jsonLog('api', (line) => process.stdout.write(line));
const stopping = new AbortController();

process.on('uncaughtException', (error) => die(error));
process.on('unhandledRejection', (error) => die(error));
await start().catch(die);

async function start(): Promise<void> {
  const settings = readSettings();
  const { core, close } = openCore({ settings, log, part: 'api', connections: CONNECTIONS });
  await core.alerting.checkKey();
  const { signInUrl } = await core.access.prepareFirstStart();
  const app = await createApi({ core, stopping: stopping.signal });
  const server = app.getHttpServer() as Server;
  const drain = drainable(server);
  await listen(
    server,
    settings.listenFd === null ? { host: settings.host, port: settings.port } : { fd: settings.listenFd },
  );
  announce(signInUrl);

  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    void drain()
      .then(() => app.close())
      .then(close)
      .then(() => process.exit(0), die);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
}

function listen(server: Server, where: { fd: number } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...where, backlog: BACKLOG }, resolve);
  });
}

/** announce tells the supervisor; without one (in a container) the log is the only place where the operator can find the link. */
function announce(signInUrl: string | null): void {
  if (process.send !== undefined) process.send({ type: 'ready', detail: signInUrl === null ? {} : { signInUrl } });
  else log.info('ready', signInUrl === null ? {} : { signInUrl });
}

function die(error: unknown): void {
  log.error('the api ends', { error: errorText(error), stack: error instanceof Error ? error.stack : undefined });
  process.exit(1);
}
