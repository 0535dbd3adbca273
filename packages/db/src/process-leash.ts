import { spawn } from 'node:child_process';

/**
 * ProcessLeash ends a process when the one that holds the leash dies, however it dies (kill -9 included).
 * `release()` lets go without touching the process; call it once the process has ended, because its id may be given to another.
 */
export interface ProcessLeash {
  release(): void;
}

/** LeashOptions: the signal to send first, and how long the process may take before it gets SIGKILL. */
export interface LeashOptions {
  signal: 'INT' | 'TERM';
  graceSeconds: number;
}

/**
 * The shell waits at the end of a pipe that only this process holds open: the kernel closes it on any death, so `read` fails
 * exactly then. A line on the pipe means "released".
 */
const WATCH = `
read -r released && exit 0
kill -"$2" "$1" 2>/dev/null || exit 0
left=$(($3 * 10))
while [ "$left" -gt 0 ] && kill -0 "$1" 2>/dev/null; do sleep 0.1; left=$((left - 1)); done
kill -KILL "$1" 2>/dev/null
`;

/** leashProcess ties the life of process `pid` to the life of this one. It costs one idle shell (about 1 MB). */
export function leashProcess(pid: number, options: LeashOptions): ProcessLeash {
  const watcher = spawn(
    '/bin/sh',
    ['-c', WATCH, 'slipway-leash', String(pid), options.signal, String(options.graceSeconds)],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' },
  );
  watcher.on('error', () => undefined);
  watcher.stdin?.on('error', () => undefined);
  watcher.unref();
  return {
    release: () => {
      watcher.stdin?.end('released\n');
    },
  };
}
