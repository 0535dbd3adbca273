import { readFile } from 'node:fs/promises';

const intervalMs = 50;
const pageBytes = 4_096;

/**
 * watchMemory calls `onExceeded` once when the resident memory of a process passes a limit, and returns the way to stop
 * watching. It reads /proc, because native memory escapes V8's own limit; where there is no /proc it watches nothing.
 */
export function watchMemory(pid: number | undefined, limitMb: number, onExceeded: () => void): () => void {
  const timer = setInterval(() => {
    void residentBytes(pid).then((bytes) => {
      if (bytes <= limitMb * 1_048_576) return;
      clearInterval(timer);
      onExceeded();
    });
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function residentBytes(pid: number | undefined): Promise<number> {
  try {
    const [, residentPages] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
    return Number(residentPages) * pageBytes;
  } catch {
    return 0;
  }
}
