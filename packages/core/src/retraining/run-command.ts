import { spawn } from 'node:child_process';
import { trainerEnvironment } from '../kernel/env.js';
import { killGroup, leashGroup } from '../kernel/process-group.js';
import type { CommandTrainer } from './operator-trainers.js';
import { TrainerLog } from './trainer-log.js';

const TELL_EVERY_MS = 1_000;

/** TrainerOutcome is how a trainer ended. */
export interface TrainerOutcome {
  exitCode: number | null;
  /** Why it did not end by itself: timed out, cancelled, or could not be started. */
  stopped: string | null;
  log: string;
  /** The last line that it printed to standard error, else to standard output. */
  lastWords: string;
}

/**
 * runCommand runs a trainer without a shell, in a process group of its own that is killed whole when time is over or `signal` aborts.
 * It gets the two folders and nothing secret; `onLog` hears the last 64 KiB of what it printed, each second.
 * It dies with this process, and nothing that it started outlives it.
 */
export function runCommand(
  trainer: CommandTrainer,
  folders: { input: string; output: string },
  signal: AbortSignal,
  onLog: (log: string) => void,
): Promise<TrainerOutcome> {
  return new Promise((resolve) => {
    const [file = '', ...args] = trainer.command;
    const env = {
      ...trainerEnvironment(),
      SLIPWAY_TRAINER_INPUT: folders.input,
      SLIPWAY_TRAINER_OUTPUT: folders.output,
    };
    const child = spawn(file, args, { cwd: trainer.cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const leash = child.pid === undefined ? null : leashGroup(child.pid);
    const log = new TrainerLog();
    let stopped: string | null = null;
    child.stdout.on('data', (chunk: Buffer) => log.take(chunk.toString('utf8'), false));
    child.stderr.on('data', (chunk: Buffer) => log.take(chunk.toString('utf8'), true));
    const stop = (why: string): void => {
      stopped ??= why;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const telling = setInterval(() => onLog(log.text), TELL_EVERY_MS);
    const timeout = setTimeout(
      () => stop(`it ran longer than ${trainer.timeoutSeconds} s`),
      trainer.timeoutSeconds * 1000,
    );
    const cancel = (): void => stop('it was cancelled');
    signal.addEventListener('abort', cancel);
    const end = (exitCode: number | null): void => {
      clearInterval(telling);
      clearTimeout(timeout);
      signal.removeEventListener('abort', cancel);
      leash?.release();
      resolve({ exitCode, stopped, log: log.text, lastWords: log.lastWords });
    };
    child.once('error', (error) => {
      stopped = `it could not be started: ${error.message}`;
      end(null);
    });
    // What it left running would hold its output open, and would write to a folder that is gone.
    child.once('exit', () => child.pid !== undefined && killGroup(child.pid));
    child.once('close', (code) => end(code));
  });
}
