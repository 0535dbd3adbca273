import { deadlineRefusal, LimitRefusal } from './data-plane-error.js';

const MOST_WAIT_MS = 5_000;

/** Waiting is a request in the queue for a run. */
interface Waiting {
  start(): void;
}

/** RunSlots lets so many runs of an endpoint happen at once; a bounded number of requests wait their turn, first come first served. */
export class RunSlots {
  private running = 0;
  private readonly queue = new Set<Waiting>();

  /** waiting is how many requests wait. */
  get waiting(): number {
    return this.queue.size;
  }

  /**
   * enter resolves when the run may start; it is refused when the queue is full, when its turn did not come within 5 s or before the deadline is
   * over in `leftMs`, and when its caller is gone meanwhile, which `whenGone` tells.
   */
  enter(most: number, mostWaiting: number, leftMs: number, whenGone: (act: () => void) => void): Promise<void> {
    if (this.running < most) {
      this.running += 1;
      return Promise.resolve();
    }
    if (this.queue.size >= mostWaiting) return Promise.reject(overloaded('queue_full', 'too many requests wait'));
    return new Promise((resolve, reject) => {
      const waiting = { start: () => (clearTimeout(timer), resolve()) };
      const giveUp = (refusal: LimitRefusal): void => {
        if (!this.queue.delete(waiting)) return;
        clearTimeout(timer);
        reject(refusal);
      };
      const timer = setTimeout(
        () =>
          giveUp(leftMs < MOST_WAIT_MS ? deadlineRefusal() : overloaded('queue_timeout', 'no run became free in 5 s')),
        Math.max(0, Math.min(MOST_WAIT_MS, leftMs)),
      );
      this.queue.add(waiting);
      whenGone(() => giveUp(goneRefusal()));
    });
  }

  /** leave gives the place to the next in the queue. */
  leave(most: number): void {
    this.running -= 1;
    for (const waiting of this.queue) {
      if (this.running >= most) return;
      this.queue.delete(waiting);
      this.running += 1;
      waiting.start();
    }
  }
}

const goneRefusal = (): LimitRefusal =>
  new LimitRefusal(499, 'caller_gone', 'hung_up', 'The caller hung up before a run became free.');

const overloaded = (reason: string, why: string): LimitRefusal =>
  new LimitRefusal(503, 'overloaded', reason, `The endpoint is at its limit of concurrent runs: ${why}.`, {
    'retry-after': '1',
  });
