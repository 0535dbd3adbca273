import { readFile, readdir } from 'node:fs/promises';

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
  const parents = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent > 0) parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
  }
  const tree = [pid];
  for (const member of tree) tree.push(...(parents.get(member) ?? []));
  const texts = await Promise.all(
    tree.map((member) => readFile(`/proc/${member}/smaps_rollup`, 'utf8').catch(() => '')),
  );
  const sumMb = (field: string) =>
    texts.reduce((sum, text) => sum + Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0), 0) /
    1024;
  return { pss: sumMb('Pss'), rss: sumMb('Rss') };
}
