import { readFileSync } from 'node:fs';

/** Linux counts processor time in these for everybody outside of the kernel. */
const TICKS_PER_SECOND = 100;
/** Where proc(5) has time in user and in kernel mode, counted from the state, which is the first field after the name. */
const [USER, KERNEL] = [11, 12];

/** processorSeconds is how long all threads of a process have run since it began; null for a process that is gone, and where there is no /proc. */
export function processorSeconds(pid: number | undefined): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // A name may hold anything, also brackets and blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER]) + Number(fields[KERNEL])) / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}
