import { readFile } from 'node:fs/promises';

const intervalMs = 50;
const pageBytes = 4_096;

/**
 * watchMemory calls `onExceeded` once when the resident memory of a process passes a limit, and returns the way to stop
 * watching. It reads /proc, because native memory escapes V8's own limit; where there is no /proc it watches nothing.
 */
export function watchMemory(pid: number | undefined, limitMb: number, onExceeded: () => void): () => void {
  const timer = setInterval(() => {
    void residentPages(pid).then((pages) => {
      if (pages === null || pages.all * pageBytes <= limitMb * 1_048_576) return;
      clearInterval(timer);
      onExceeded();
    });
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** ownMemory is the resident memory in bytes that a process shares with no other, so that a program which many run counts once; null where there is no /proc, or no such process. */
export async function ownMemory(pid: number | undefined): Promise<number | null> {
  const pages = await residentPages(pid);
  return pages === null ? null : (pages.all - pages.shared) * pageBytes;
}

async function residentPages(pid: number | undefined): Promise<{ all: number; shared: number } | null> {
  try {
    const [, all, shared] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
    return { all: Number(all), shared: Number(shared) };
  } catch {
    return null;
  }
}
