import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Postmaster is what a cluster's postmaster.pid says of its server: process id, port, and whether it takes connections. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** readPostmaster reads `<cluster>/postmaster.pid`; undefined when there is none. Lines: pid, folder, start, port, ..., state (8th). */
export function readPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * isPostmasterAlive tells a running server of this cluster from a stale file whose process id now belongs to somebody else:
 * a server's working directory is its cluster. Where /proc does not exist, a living process id has to do.
 */
export function isPostmasterAlive(cluster: string, pid: number): boolean {
  if (!isProcessAlive(pid)) return false;
  if (!existsSync('/proc/self/cwd')) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false;
  }
}

/** isProcessAlive says whether a process with this id exists, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
