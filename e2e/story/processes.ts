import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** PART_COMMANDS tell the processes of a Slipway apart by what they run. */
const PART_COMMANDS = {
  api: /apps\/api\/dist\/main\.js/,
  worker: /apps\/worker\/dist\/main\.js/,
  gateway: /apps\/gateway\/dist\/main\.js/,
  postgres: /\/postgres\b.* -D /,
} as const;

/** PartName is a process that the supervisor keeps running. */
export type PartName = keyof typeof PART_COMMANDS;

/** partProcess is the pid of the part below the process `root`, or undefined while it is not there. */
export function partProcess(root: number, part: PartName): number | undefined {
  return descendants(root).find(({ command }) => PART_COMMANDS[part].test(command))?.pid;
}

/** descendants lists everything below the process `root`, nearest first. Linux only: it reads /proc. */
export function descendants(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
  const found: Process[] = [];
  for (let parents = [root]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map(({ pid }) => pid);
  }
  return found;
}

/** readProcess gives nothing for a process that ended meanwhile. */
function readProcess(pid: number): Process[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid, parent: Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]), command }];
  } catch {
    return [];
  }
}
