import { leashProcess, type ProcessLeash } from '@slipway/db/process-leash';

/** killGroup ends a process group at once; one that has ended already is fine. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself meanwhile.
  }
}

/** leashGroup ends a process group when this process dies, however it dies; release it once the group has ended. */
export const leashGroup = (pid: number): ProcessLeash => leashProcess(-pid, { signal: 'TERM', graceSeconds: 2 });
