import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { leashProcess } from '@slipway/db/process-leash';
import type { PartLog } from './part-log.js';
import { StartError } from './start-error.js';

/** PartOptions describe one process of Slipway. */
export interface PartOptions {
  name: string;
  /** The JavaScript file to run. */
  entry: string;
  /** Options of Node itself, before the file. */
  nodeFlags?: readonly string[];
  cwd: string;
  /** Asked at each start, so that a restarted part sees the present addresses. */
  env(): NodeJS.ProcessEnv;
  /** Descriptors of held sockets, by the variable in which the part finds its own number for each. */
  sockets?: Readonly<Record<string, number>>;
  log: PartLog;
  /** Told of each death that was not asked for, with the pause before the next start. */
  onDeath(how: string, delayMs: number): void;
  onReady?(detail: ReadyDetail): void;
  /** From SIGTERM to SIGKILL; default 10 s. */
  graceMs?: number;
}

/** ReadyDetail is what a part tells of itself when it is ready: `{ type: 'ready', detail }` over the IPC channel. */
export interface ReadyDetail {
  signInUrl?: string;
}

/** Part is a process that is kept running. */
export interface Part {
  name: string;
  pid(): number | undefined;
  /** Resolves when the part is ready for the first time. Rejects with a StartError when it died five times before. */
  firstReady: Promise<ReadyDetail>;
  /** restart replaces the process: with a held socket the new one is ready before the old one is told to go, else it starts after. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** kill ends the process at once; for a person who presses Ctrl-C twice. */
  kill(): void;
}

/** The number of the first inherited socket in the child: 0 to 2 are its standard streams, 3 is the channel to the supervisor. */
const FIRST_SOCKET = 4;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const STEADY_AFTER_MS = 30_000;
const START_ATTEMPTS = 5;
const REPLACEMENT_LIMIT_MS = 60_000;
const DEFAULT_GRACE_MS = 10_000;

interface Incarnation {
  child: ChildProcess;
  ready: Promise<ReadyDetail>;
  exited: Promise<string>;
}

/** startPart starts the process and keeps it running until `stop()`: a death is followed by a start after 100 ms, doubling to 5 s. */
export function startPart(options: PartOptions): Part {
  const graceMs = options.graceMs ?? DEFAULT_GRACE_MS;
  const stopping = new AbortController();
  let current = spawnPart(options, graceMs);
  let replacing: Promise<void> | undefined;
  let everReady = false;
  let settle: { resolve(detail: ReadyDetail): void; reject(error: Error): void };
  const firstReady = new Promise<ReadyDetail>((resolve, reject) => (settle = { resolve, reject }));
  firstReady.catch(() => undefined);

  const announce = (detail: ReadyDetail): void => {
    everReady = true;
    settle.resolve(detail);
    options.onReady?.(detail);
  };

  const keep = async (): Promise<void> => {
    let delayMs = FIRST_DELAY_MS;
    let deathsBeforeReady = 0;
    while (!stopping.signal.aborted) {
      const mine = current;
      const from = performance.now();
      mine.ready.then(announce, () => undefined);
      const how = await mine.exited;
      await replacing?.catch(() => undefined);
      if (stopping.signal.aborted) return;
      // A restart has put a successor in place: that one is watched from here on.
      if (current !== mine) continue;
      deathsBeforeReady += everReady ? 0 : 1;
      if (deathsBeforeReady === START_ATTEMPTS) {
        const reason = options.log.lastShown() ?? how;
        settle.reject(new StartError(`${options.name} does not start: ${reason} (more in ${options.log.path})`));
        return;
      }
      if (performance.now() - from > STEADY_AFTER_MS) delayMs = FIRST_DELAY_MS;
      options.onDeath(how, delayMs);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
      if (!stopping.signal.aborted && current === mine) current = spawnPart(options, graceMs);
    }
  };
  const kept = keep();

  const replaceOverlapping = async (): Promise<void> => {
    const old = current;
    const next = spawnPart(options, graceMs);
    const given = AbortSignal.any([stopping.signal, AbortSignal.timeout(REPLACEMENT_LIMIT_MS)]);
    const tooLate = new Promise<string>((resolve) => given.addEventListener('abort', () => resolve('took too long')));
    const failure = await Promise.race([next.ready.then(() => undefined), next.exited, tooLate]);
    if (failure !== undefined) {
      next.child.kill('SIGKILL');
      throw new Error(`the new ${options.name} did not become ready (${failure}); the old one keeps running`);
    }
    current = next;
    await end(old, graceMs);
  };

  const replaceInTurn = async (): Promise<void> => {
    await end(current, graceMs);
    if (!stopping.signal.aborted) current = spawnPart(options, graceMs);
  };

  const restart = async (): Promise<void> => {
    replacing ??= (Object.keys(options.sockets ?? {}).length === 0 ? replaceInTurn() : replaceOverlapping()).finally(
      () => (replacing = undefined),
    );
    await replacing;
  };

  return {
    name: options.name,
    pid: () => current.child.pid,
    firstReady,
    restart,
    stop: async () => {
      stopping.abort();
      await replacing?.catch(() => undefined);
      await end(current, graceMs);
      await kept;
    },
    kill: () => void current.child.kill('SIGKILL'),
  };
}

/** spawnPart starts one process. Detached, so that Ctrl-C in a terminal reaches the supervisor alone, which stops parts in order. */
function spawnPart(options: PartOptions, graceMs: number): Incarnation {
  const sockets = Object.entries(options.sockets ?? {});
  const numbers = sockets.map(([variable], i) => [variable, String(FIRST_SOCKET + i)]);
  const child = spawn(process.execPath, ['--enable-source-maps', ...(options.nodeFlags ?? []), options.entry], {
    cwd: options.cwd,
    env: { ...options.env(), ...Object.fromEntries(numbers) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...sockets.map(([, fd]) => fd)],
    detached: true,
  });
  const leash =
    child.pid === undefined ? undefined : leashProcess(child.pid, { signal: 'TERM', graceSeconds: graceMs / 1000 });
  if (child.stdout) options.log.follow(child.stdout, 'stdout');
  if (child.stderr) options.log.follow(child.stderr, 'stderr');
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      leash?.release();
      resolve(signal === null ? `exit code ${code}` : signal);
    });
  });
  const ready = new Promise<ReadyDetail>((resolve, reject) => {
    child.on('message', (message: { type?: unknown; detail?: ReadyDetail } | null) => {
      if (message?.type === 'ready') resolve(message.detail ?? {});
    });
    void exited.then((how) => reject(new Error(`${options.name} ended (${how}) before it was ready`)));
  });
  ready.catch(() => undefined);
  return { child, ready, exited };
}

async function end(incarnation: Incarnation, graceMs: number): Promise<void> {
  incarnation.child.kill('SIGTERM');
  const insist = setTimeout(() => incarnation.child.kill('SIGKILL'), graceMs);
  await incarnation.exited;
  clearTimeout(insist);
}
