import type { Tensors } from '../tensors.js';
import { runnerClosed } from './deadline.js';
import type { ModelRunner, RunOptions } from './model-runner.js';

interface WaitingRun {
  readonly feeds: Tensors;
  readonly options: RunOptions;
  readonly atMs: number;
  readonly resolve: (outputs: Promise<Tensors>) => void;
  readonly reject: (error: unknown) => void;
}

// Others than the callers of this model want the thread as well.
const longestTurnMs = 10;

/**
 * TurnRunner does the runs that were asked for in one turn of the event loop one after the other at its end, each for itself. A model on this
 * thread then finds its code and weights in the processor's caches, and its answers can leave together: half the time of a small one.
 */
export class TurnRunner implements ModelRunner {
  readonly #runner: ModelRunner;
  #waiting: WaitingRun[] = [];
  #closed = false;

  constructor(runner: ModelRunner) {
    this.#runner = runner;
  }

  get kind(): ModelRunner['kind'] {
    return this.#runner.kind;
  }

  get measuredRunMs(): number | null {
    return this.#runner.measuredRunMs;
  }

  run(feeds: Tensors, options: RunOptions = {}): Promise<Tensors> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(runnerClosed());
      this.#waiting.push({ feeds, options, atMs: performance.now(), resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#work(longestTurnMs));
    });
  }

  async close(): Promise<void> {
    this.drain();
    await this.#runner.close();
  }

  /** drain refuses new runs and starts the accepted ones; the model stays, for whoever shares it. */
  drain(): void {
    this.#closed = true;
    this.#work(Infinity);
  }

  #work(forMs: number): void {
    const waiting = this.#waiting;
    const until = performance.now() + forMs;
    let started = 0;
    while (started < waiting.length && (started === 0 || performance.now() < until)) this.#start(waiting[started++]!);
    this.#waiting = waiting.slice(started);
    if (this.#waiting.length > 0) setImmediate(() => this.#work(longestTurnMs));
  }

  #start({ feeds, options, atMs, resolve }: WaitingRun): void {
    resolve(this.#runner.run(feeds, leftOf(options, performance.now() - atMs)));
  }
}

/** What is left of a caller's limits after a wait. */
function leftOf(options: RunOptions, waitedMs: number): RunOptions {
  const { timeoutMs, startWithinMs } = options;
  if (timeoutMs === undefined && startWithinMs === undefined) return options;
  return {
    ...options,
    ...(timeoutMs !== undefined && { timeoutMs: timeoutMs - waitedMs }),
    ...(startWithinMs !== undefined && { startWithinMs: startWithinMs - waitedMs }),
  };
}
