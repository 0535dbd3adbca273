import { readFile, readdir } from 'node:fs/promises';

/** proc(5), stat: fields behind the name in brackets, counted from the state. */
const [PARENT, USER, SYSTEM] = [1, 11, 12];
/** USER_HZ of Linux: processor times are given in hundredths of a second. */
const TICK_MS = 10;

/** processTree is a process and all below it, PostgreSQL's included. */
export async function processTree(pid: number): Promise<number[]> {
  const parents = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number((await statOf(entry))[PARENT]);
    if (parent > 0) parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
  }
  const tree = [pid];
  for (const member of tree) tree.push(...(parents.get(member) ?? []));
  return tree;
}

/** processesOf are a process and those below it whose command line holds a text. */
export async function processesOf(pid: number, text: string): Promise<number[]> {
  const tree = await processTree(pid);
  const lines = await Promise.all(tree.map((member) => readFile(`/proc/${member}/cmdline`, 'utf8').catch(() => '')));
  return tree.filter((_, at) => lines[at]!.replaceAll('\0', ' ').includes(text));
}

/** processorMs is the processor time that a process and all that live below it took since they began, in ms. */
export async function processorMs(pid: number): Promise<number> {
  const stats = await Promise.all((await processTree(pid)).map((member) => statOf(String(member))));
  return stats.reduce((sum, stat) => sum + (Number(stat[USER] ?? 0) + Number(stat[SYSTEM] ?? 0)) * TICK_MS, 0);
}

async function statOf(pid: string): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
