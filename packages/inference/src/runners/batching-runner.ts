import { InferenceError } from '../inference-error.js';
import type { Tensors } from '../tensors.js';
import { deadlineExceeded, runnerClosed, startByOf, tooLateToStart } from './deadline.js';
import { joinKey, joinRows, rowCountOf, splitRows } from './join-tensors.js';
import type { ModelRunner, RunOptions } from './model-runner.js';

/** BatchOptions bound a batch; both must be chosen, batching is off unless asked for. */
export interface BatchOptions {
  /** Rows of one run; a caller who brings as many runs alone. */
  readonly maxRows: number;
  /**
   * How long the first caller of a batch waits at most while the model is busy; 0 joins only what arrives in the same turn of the
   * event loop. An idle model starts at the end of the turn whatever this says.
   */
  readonly maxDelayMs: number;
}

interface Caller {
  readonly feeds: Tensors;
  readonly rows: number;
  readonly outputs: readonly string[] | undefined;
  readonly timer: NodeJS.Timeout | undefined;
  readonly startBy: number;
  readonly onRan: ((runMs: number) => void) | undefined;
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (error: unknown) => void;
  expired: boolean;
}

interface Batch {
  readonly callers: Caller[];
  rows: number;
  cancelTimer: () => void;
}

/**
 * BatchingRunner joins runs that arrive together, or while the model is busy, into one. Callers share a batch only when names,
 * datatypes and trailing shapes agree; each gets its own rows and the outputs it asked for. Whose deadline is over before the run starts never
 * enters it. When the model refuses a batch, each caller is run alone, so that one bad row fails only its caller. A model
 * whose outputs do not have all rows is run caller by caller from then on.
 */
export class BatchingRunner implements ModelRunner {
  readonly #runner: ModelRunner;
  readonly #options: BatchOptions;
  readonly #open = new Map<string, Batch>();
  readonly #running = new Set<Promise<void>>();
  #joinable = true;
  #closed = false;

  constructor(runner: ModelRunner, options: BatchOptions) {
    this.#runner = runner;
    this.#options = options;
  }

  get kind(): ModelRunner['kind'] {
    return this.#runner.kind;
  }

  get measuredRunMs(): number | null {
    return this.#runner.measuredRunMs;
  }

  async run(feeds: Tensors, options: RunOptions = {}): Promise<Tensors> {
    if (this.#closed) throw runnerClosed();
    const rows = rowCountOf(feeds);
    if (!this.#joinable || rows === null || rows >= this.#options.maxRows) return this.#runner.run(feeds, options);
    return this.#join(feeds, rows, options);
  }

  async close(): Promise<void> {
    await this.drain();
    await this.#runner.close();
  }

  /** drain refuses new runs and lets the accepted ones end; the model stays, for whoever shares it. */
  async drain(): Promise<void> {
    this.#closed = true;
    for (const key of this.#open.keys()) this.#flush(key);
    await Promise.all(this.#running);
  }

  #join(feeds: Tensors, rows: number, { outputs, timeoutMs, startWithinMs, onRan }: RunOptions): Promise<Tensors> {
    const key = joinKey(feeds);
    if ((this.#open.get(key)?.rows ?? 0) + rows > this.#options.maxRows) this.#flush(key);
    return new Promise((resolve, reject) => {
      if (timeoutMs !== undefined && timeoutMs <= 0) return reject(deadlineExceeded(timeoutMs));
      const expire = (): void => {
        caller.expired = true;
        reject(deadlineExceeded(timeoutMs ?? 0));
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
      const startBy = startByOf(startWithinMs);
      const caller: Caller = { feeds, rows, outputs, timer, startBy, onRan, resolve, reject, expired: false };
      const batch = this.#open.get(key) ?? this.#openBatch(key);
      batch.callers.push(caller);
      batch.rows += rows;
      if (batch.rows >= this.#options.maxRows) this.#flush(key);
    });
  }

  #openBatch(key: string): Batch {
    const delayMs = this.#running.size === 0 ? 0 : this.#options.maxDelayMs;
    const batch: Batch = { callers: [], rows: 0, cancelTimer: later(delayMs, () => this.#flush(key)) };
    this.#open.set(key, batch);
    return batch;
  }

  #flush(key: string): void {
    const batch = this.#open.get(key);
    if (!batch) return;
    this.#open.delete(key);
    batch.cancelTimer();
    const run = this.#runBatch(batch.callers.filter(stillWaits)).finally(() => this.#ended(run));
    this.#running.add(run);
  }

  /** The model is idle again: who waits for it goes now. */
  #ended(run: Promise<void>): void {
    this.#running.delete(run);
    if (this.#running.size === 0) for (const key of this.#open.keys()) this.#flush(key);
  }

  async #runBatch(callers: readonly Caller[]): Promise<void> {
    if (callers.length < 2) return this.#runSingly(callers);
    try {
      const options = { ...unionOfOutputs(callers), ...startLimitOf(callers) };
      const joined = await this.#runner.run(joinRows(callers.map(({ feeds }) => feeds)), options);
      const own = splitRows(
        joined,
        callers.map(({ rows }) => rows),
      );
      this.#joinable = own !== null;
      if (!own) return await this.#runSingly(callers);
      callers.forEach((caller, index) => {
        clearTimeout(caller.timer);
        caller.resolve(onlyAsked(own[index] ?? {}, caller.outputs));
      });
    } catch (error) {
      // Only the model's own refusal can be the fault of one caller; a process that died would die again.
      if (error instanceof InferenceError && error.code === 'model_run_failed') return this.#runSingly(callers);
      for (const caller of callers) {
        clearTimeout(caller.timer);
        caller.reject(error);
      }
    }
  }

  async #runSingly(callers: readonly Caller[]): Promise<void> {
    for (const caller of callers) {
      if (caller.expired) continue;
      const { outputs, onRan } = caller;
      const options = { ...(outputs && { outputs }), ...(onRan && { onRan }), ...startLimitOf([caller]) };
      await this.#runner.run(caller.feeds, options).then(caller.resolve, caller.reject);
      clearTimeout(caller.timer);
    }
  }
}

/** A caller whose time is over is told so, and does not enter the run. */
function stillWaits(caller: Caller): boolean {
  if (!caller.expired && performance.now() > caller.startBy) {
    clearTimeout(caller.timer);
    caller.reject(tooLateToStart());
    return false;
  }
  return !caller.expired;
}

/** A joined run is worth starting as long as one of its callers waits. */
function startLimitOf(callers: readonly Caller[]): RunOptions {
  const last = Math.max(...callers.map(({ startBy }) => startBy));
  return last === Infinity ? {} : { startWithinMs: last - performance.now() };
}

function later(delayMs: number, act: () => void): () => void {
  if (delayMs === 0) {
    const immediate = setImmediate(act);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}

function unionOfOutputs(callers: readonly Caller[]): RunOptions {
  if (callers.some(({ outputs }) => outputs === undefined)) return {};
  return { outputs: [...new Set(callers.flatMap(({ outputs }) => outputs ?? []))] };
}

function onlyAsked(outputs: Tensors, asked: readonly string[] | undefined): Tensors {
  if (!asked) return outputs;
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => asked.includes(name)));
}
