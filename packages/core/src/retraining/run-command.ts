import { spawn } from 'node:child_process';
import { trainerEnvironment } from '../kernel/env.js';
import { killGroup, leashGroup } from '../kernel/process-group.js';
import type { OperatorTrainer } from './operator-trainers.js';

const LOG_CHARACTERS = 65_536;
const LINE_CHARACTERS = 2_000;
const TELL_EVERY_MS = 1_000;

/** CommandOutcome is how a trainer ended. */
export interface CommandOutcome {
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
  trainer: OperatorTrainer,
  folders: { input: string; output: string },
  signal: AbortSignal,
  onLog: (log: string) => void,
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const [file = '', ...args] = trainer.command;
    const env = {
      ...trainerEnvironment(),
      SLIPWAY_TRAINER_INPUT: folders.input,
      SLIPWAY_TRAINER_OUTPUT: folders.output,
    };
    const child = spawn(file, args, { cwd: trainer.cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const leash = child.pid === undefined ? null : leashGroup(child.pid);
    let log = '';
    let errors = '';
    let stopped: string | null = null;
    const take = (chunk: Buffer): string => {
      const text = chunk.toString('utf8').replaceAll('\0', '');
      log = (log + text).slice(-LOG_CHARACTERS);
      return text;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + take(chunk)).slice(-LINE_CHARACTERS);
    });
    const stop = (why: string): void => {
      stopped ??= why;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const telling = setInterval(() => onLog(log), TELL_EVERY_MS);
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
      resolve({ exitCode, stopped, log, lastWords: lastLine(errors) || lastLine(log) || 'it printed nothing' });
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

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
