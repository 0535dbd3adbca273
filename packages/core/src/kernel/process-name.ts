import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/**
 * processName names this process among all that share a database, `<kind>:<host>:<pid>-<four digits>`: it holds leases and reports under it. Neither host nor
 * pid is enough, because every container may call itself process 1.
 */
export function processName(
  kind: 'worker' | 'gateway',
  { host, pid, random }: { host: string; pid: number; random: string } = {
    host: hostname(),
    pid: process.pid,
    random: randomBytes(2).toString('hex'),
  },
): string {
  return `${kind}:${host}:${pid}-${random}`;
}
