/** Wakeups lets a loop sleep until somebody wakes it, its time is over, or the process stops; a wake while it works is not lost. */
export class Wakeups {
  private pending = false;
  private resolve: (() => void) | null = null;

  constructor(private readonly stopping: AbortSignal) {
    stopping.addEventListener('abort', this.wake, { once: true });
  }

  /** wake ends the sleep, or the next one at once. */
  readonly wake = (): void => {
    this.pending = true;
    this.resolve?.();
  };

  /** close forgets the signal, which outlives every loop. */
  close(): void {
    this.stopping.removeEventListener('abort', this.wake);
  }

  /** next sleeps for at most `ms`. */
  async next(ms: number): Promise<void> {
    if (!this.pending) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.pending = false;
    this.resolve = null;
  }
}
