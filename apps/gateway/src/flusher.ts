import { errorText, type Flush, type Log } from '@slipway/core';
import type { Counters } from './counters.js';

const EVERY_MS = 1_000;

/**
 * Flusher writes the counters every second. A flush that failed is kept and repeated with the same sequence number until the database has
 * it, so nothing counts twice; meanwhile the counters go on filling, within their bounds.
 */
export class Flusher {
  private sequence = 0;
  private pending: Flush | null = null;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly counters: Counters,
    private readonly boot: string,
    private readonly save: (flush: Flush) => Promise<unknown>,
    private readonly log: Log,
  ) {}

  /** start flushes from now on, every second. */
  start(): void {
    this.timer = setInterval(() => void this.flush(), EVERY_MS);
  }

  /** flush writes what is waiting; a failure is logged and tried again at the next beat. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  /** stop ends the beat and writes what is left. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.flush();
    await this.flush();
  }

  private async write(): Promise<void> {
    this.pending ??= this.counters.take(this.boot, this.sequence);
    if (this.pending === null) return;
    try {
      await this.save(this.pending);
      this.pending = null;
      this.sequence += 1;
    } catch (error) {
      this.log.warn('flush failed, it is kept', { sequence: this.sequence, error: errorText(error) });
    }
  }
}
