import { processorSeconds } from '@slipway/inference';

/** Endpoints that share a version ask one after the other, and time is counted in hundredths of a second. */
const SHORTEST_MS = 500;
/** In twentieths of a processor a replica that idles says nothing new each second. */
const STEPS = 20;

/** ProcessorWatch tells how many processors a process keeps busy, from one look to the next. */
export class ProcessorWatch {
  private last: { pid: number; atMs: number; seconds: number; cores: number | null } | null = null;

  /** cores is the mean since the last look; null at the first one, after a restart, and without a process. */
  cores(pid: number | undefined, atMs: number): number | null {
    const { last } = this;
    if (last !== null && last.pid === pid && atMs - last.atMs < SHORTEST_MS) return last.cores;
    const seconds = processorSeconds(pid);
    if (pid === undefined || seconds === null) return (this.last = null);
    const cores = last?.pid === pid ? share(seconds - last.seconds, (atMs - last.atMs) / 1_000) : null;
    this.last = { pid, atMs, seconds, cores };
    return cores;
  }
}

const share = (busySeconds: number, seconds: number): number => Math.round((busySeconds / seconds) * STEPS) / STEPS;
