import { accessSync, constants, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.js';

/** DataFolder is the data folder, held by this process until `release()`. */
export interface DataFolder {
  path: string;
  logs: string;
  release(): void;
}

interface Holder {
  pid: number;
  startedAt: string;
  /** The kernel's start time of the process, in ticks since boot: tells a holder from a later process with the same id. */
  ticks: string | undefined;
}

/**
 * openDataFolder creates the folder where needed and takes its lock, `slipway.lock`. StartErrors: no right to write there; another
 * running Slipway holds it. A lock whose process is gone is taken over.
 */
export function openDataFolder(path: string, now: Date): DataFolder {
  const logs = join(path, 'logs');
  try {
    mkdirSync(path, { recursive: true, mode: 0o711 });
    accessSync(path, constants.W_OK | constants.X_OK);
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    accessSync(logs, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      `cannot write to the data folder ${path} (${reasonOf(error)}): set SLIPWAY_DATA to a folder that this user may write to`,
    );
  }
  const lock = join(path, 'slipway.lock');
  const mine: Holder = { pid: process.pid, startedAt: now.toISOString(), ticks: startTicks(process.pid) };
  takeLock(path, lock, mine);
  return {
    path,
    logs,
    release: () => {
      if (readHolder(lock)?.pid === process.pid) rmSync(lock, { force: true });
    },
  };
}

/** takeLock links a finished file to the lock's name, so a lock is never seen half-written; a stale one is moved aside first. */
function takeLock(folder: string, lock: string, mine: Holder): void {
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (tryLink(draft, lock)) return;
      const holder = readHolder(lock);
      if (holder !== undefined && isRunning(holder)) {
        throw new StartError(
          `the data folder ${folder} is in use by another Slipway (process ${holder.pid}, started ${holder.startedAt}): stop that one, or set SLIPWAY_DATA to another folder`,
        );
      }
      moveAside(lock, `${draft}.stale`);
    }
    throw new StartError(`the data folder ${folder} is being locked by another Slipway that is just starting`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function moveAside(from: string, to: string): void {
  try {
    renameSync(from, to);
    rmSync(to, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readHolder(lock: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isRunning(holder: Holder): boolean {
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return holder.ticks === undefined || startTicks(holder.pid) === holder.ticks;
}

/** startTicks is field 22 of /proc/<pid>/stat, counted after the command name, which may itself hold spaces and brackets. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in the way';
    default:
      return message;
  }
}
