import { join } from 'node:path';
import { readSupervisorEnv } from './env.js';
import { StartError } from './start-error.js';
import { startSupervisor, type Supervisor } from './supervisor.js';

/** One Ctrl-C below npm arrives twice: from the terminal, and passed on by npm. */
const SAME_KEY_PRESS_MS = 1_000;

/** RunOptions: the checkout, which holds apps/<part>/dist/main.js and prisma/migrations, and when the command began (Date.now()). */
export interface RunOptions {
  root: string;
  startedAt: number;
}

/**
 * runSupervisor is `npm start` after the build: it runs Slipway until SIGINT or SIGTERM (exit code 0), or until it cannot start (exit
 * code 1 and one line why). SIGHUP renews all parts without refusing a connection; a second SIGINT does not wait for them.
 */
export async function runSupervisor({ root, startedAt }: RunOptions): Promise<void> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const stopping = new AbortController();
  let supervisor: Supervisor | undefined;
  let stopRequestedAt = 0;

  const stop = (): void => {
    if (stopping.signal.aborted) {
      if (performance.now() - stopRequestedAt > SAME_KEY_PRESS_MS) supervisor?.kill();
      return;
    }
    stopRequestedAt = performance.now();
    stopping.abort();
    print('stopping');
    void supervisor?.stop().then(() => {
      print('stopped');
      process.exit(0);
    });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  process.on('SIGHUP', () => {
    print('renewing all parts');
    void supervisor?.restartAll();
  });
  // A terminal that was closed sends SIGHUP too, but can no longer be written to: then it is time to go.
  process.stdout.on('error', () => stopping.signal.aborted || stop());
  process.stderr.on('error', () => undefined);

  try {
    const env = readSupervisorEnv(root);
    if (env.startedByNpm) onParentGone(stop);
    const entryOf = (name: string): string => join(root, 'apps', name, 'dist/main.js');
    supervisor = await startSupervisor({
      env,
      now: new Date(startedAt),
      print,
      entries: { api: entryOf('api'), worker: entryOf('worker'), gateway: entryOf('gateway') },
      migrationsDir: join(root, 'prisma/migrations'),
      signal: stopping.signal,
    });
    print(`all ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s; Ctrl-C stops everything`);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    process.stderr.write(
      `${error instanceof StartError ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exit(1);
  }
}

const PARENT_CHECK_MS = 1_000;

/** onParentGone calls back once when the parent process has died without a word (npm killed with -9, say). */
function onParentGone(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, PARENT_CHECK_MS);
  timer.unref();
}
