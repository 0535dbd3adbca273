import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, type Flush, type Log } from '@slipway/core';
import { isRefusal } from './flush.js';
import type { JournalOwner } from './log-journal.js';

const FILE = /^(?<boot>[0-9a-f-]{36})\.(?<sequence>\d+)\.(?<pid>\d+)\.(?<host>.+)\.rows$/;
const IDLE_MS = 60_000;

/**
 * adoptJournals saves what gateways that died left in `folder`, each flush under its own number: one that had reached the database
 * counts once. A gateway is dead when its process on this host is gone, or when its file was not touched for a minute before `now`.
 * A file that cannot be saved stays for the next time; one that the database refuses for what it holds is given up.
 */
export async function adoptJournals(
  folder: string,
  me: JournalOwner,
  save: (flush: Flush) => Promise<unknown>,
  now: Date,
  log: Log,
): Promise<void> {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const { boot, sequence, pid, host } = FILE.exec(name)?.groups ?? {};
    const path = join(folder, name);
    if (boot === undefined || boot === me.boot) continue;
    try {
      const isGone = host === me.host && !isAlive(Number(pid), me.pid);
      if (!isGone && now.getTime() - statSync(path).mtimeMs < IDLE_MS) continue;
      const rows = readRows(path);
      await save({
        gatewayBoot: boot,
        sequence: Number(sequence),
        rows,
        traffic: [],
        evidence: [],
        cells: [],
        spans: [],
      });
      log.info('saved what a gateway left behind', { rows: rows.length });
    } catch (error) {
      log.warn('what a gateway left behind is not saved', { path, error: errorText(error) });
      if (!isRefusal(error)) continue;
    }
    rmSync(path, { force: true });
  }
}

/** A predecessor with the number of this very process, as in a container that was started again, is gone. */
function isAlive(pid: number, me: number): boolean {
  if (pid === me) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The last line may be cut short: it was being written when the gateway died. */
const readRows = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => `${line}\n`);
