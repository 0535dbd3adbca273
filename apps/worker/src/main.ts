import { errorText, jsonLog, openCore, processName, readSettings } from '@slipway/core';
import { startWorker } from './start-worker.js';

const CONNECTIONS = 8;
/** What still runs then comes back through its lease: another attempt takes it over. */
const GRACE_MS = 8_000;

const log = jsonLog('worker', (line) => process.stdout.write(line));
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
await start().catch(die);

async function start(): Promise<void> {
  const settings = readSettings();
  const { core, close } = openCore({ settings, log, part: 'worker', connections: CONNECTIONS });
  await core.alerting.checkKey();
  const { host, workerPort } = settings;
  const worker = await startWorker(core, processName('worker'), { host, port: workerPort });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    void worker
      .stop()
      .then(close)
      .then(() => process.exit(0), die);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
  process.send?.({ type: 'ready', detail: {} });
  log.info('worker is ready', { port: worker.port, queue: settings.queueUrl === null ? 'postgres' : 'redis' });
}

function die(error: unknown): void {
  log.error('the worker ends', { error: errorText(error), stack: error instanceof Error ? error.stack : undefined });
  process.exit(1);
}
