import { readFile } from 'node:fs/promises';
import { processTree } from './process-tree.js';

/**
 * Resident is the memory of some processes in MB: `pss` counts a page that n of them share as 1/n for each (so the sum is what they take
 * together), `rss` counts it n times (proc(5), smaps_rollup).
 */
export interface Resident {
  pss: number;
  rss: number;
}

/** residentOfTree is the memory of a process and of all below it, PostgreSQL's included. */
export async function residentOfTree(pid: number): Promise<Resident> {
  const tree = await processTree(pid);
  const texts = await Promise.all(
    tree.map((member) => readFile(`/proc/${member}/smaps_rollup`, 'utf8').catch(() => '')),
  );
  const sumMb = (field: string) =>
    texts.reduce((sum, text) => sum + Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0), 0) /
    1024;
  return { pss: sumMb('Pss'), rss: sumMb('Rss') };
}
