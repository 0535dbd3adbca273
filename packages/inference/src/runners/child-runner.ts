import { fromErrorMessage, InferenceError } from '../inference-error.js';
import type { Tensors, TensorSpec } from '../tensors.js';
import { deadlineExceeded, runnerClosed, startByOf, tooLateToStart } from './deadline.js';
import { ModelProcess } from './model-process.js';
import type { ModelRunner, RunOptions } from './model-runner.js';
import { packTexts, unpackTexts } from './packed-texts.js';
import { defaultRestartPolicy, RestartBudget } from './restart-budget.js';
import type { RestartPolicy } from './restart-budget.js';
import type { FromChild } from './runner-child.js';

/** ChildRunnerOptions are the limits of a model process and of its restarts. */
export interface ChildRunnerOptions {
  readonly intraOpThreads?: number;
  /** Time to load and warm the model, 60 s. */
  readonly loadTimeoutMs?: number;
  /** A run that takes longer than this has hung: the process is killed and restarted. 30 s. */
  readonly hangMs?: number;
  /** Runs that may wait, 1,000; one more is refused with `queue_full` (503). */
  readonly maxQueue?: number;
  /** Runs that the process is given at once, 2: one works while the next waits in the channel. More keep it busy while its parent does other work. */
  readonly maxInFlight?: number;
  readonly restart?: RestartPolicy;
  /** How long runs wait for a process that is being restarted, 5 s; after that they are refused until it is back. */
  readonly restartWaitMs?: number;
  readonly now?: () => number;
  /** Told of every end of the process that nobody asked for, and whether a restart follows. */
  readonly onCrash?: (reason: string, restarting: boolean) => void;
}

interface PendingRun {
  readonly id: number;
  readonly feeds: Tensors;
  readonly outputs: readonly string[] | undefined;
  readonly timer: NodeJS.Timeout | undefined;
  readonly startBy: number;
  readonly onRan: ((runMs: number) => void) | undefined;
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (error: InferenceError) => void;
}

/** ChildRunner is a model in a process of its own, restarted with back-off when it dies. */
export class ChildRunner implements ModelRunner {
  readonly kind = 'child';
  #measuredRunMs: number | null = null;
  readonly #path: string;
  readonly #inputs: readonly TensorSpec[];
  readonly #options: ChildRunnerOptions;
  readonly #budget: RestartBudget;
  readonly #waiting = new Map<number, PendingRun>();
  readonly #sent = new Map<number, PendingRun>();
  #process: ModelProcess | undefined;
  #state: 'starting' | 'ready' | 'restarting' | 'failed' | 'closed' = 'starting';
  #nextId = 1;
  #hangTimer: NodeJS.Timeout | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #waitTimer: NodeJS.Timeout | undefined;
  #isWaitedFor = false;
  #idle: (() => void) | undefined;

  constructor(path: string, inputs: readonly TensorSpec[], options: ChildRunnerOptions) {
    this.#path = path;
    this.#inputs = inputs;
    this.#options = options;
    this.#budget = new RestartBudget(options.restart ?? defaultRestartPolicy, options.now ?? Date.now);
  }

  get measuredRunMs(): number | null {
    return this.#measuredRunMs;
  }

  /** pid is the process that holds the model now, if one does. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** start spawns the process and waits until the model is loaded and warm. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      let ready = false;
      const loadTimeoutMs = this.#options.loadTimeoutMs ?? 60_000;
      const timer = setTimeout(() => void this.#process?.kill(), loadTimeoutMs);
      const settle = (error?: InferenceError): void => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      const process = new ModelProcess({
        message: (message) => {
          if (message.kind === 'ready') {
            ready = true;
            this.#measuredRunMs = message.measuredRunMs;
            this.#state = this.#state === 'closed' ? 'closed' : 'ready';
            clearTimeout(this.#waitTimer);
            settle();
            this.#dispatch();
          } else if (message.kind === 'refused') {
            settle(fromErrorMessage(message.error));
            void process.stop();
          } else this.#settleRun(message);
        },
        end: (how) => {
          if (this.#process === process) this.#process = undefined;
          if (ready) this.#crashed(how);
          else settle(new InferenceError('replica_crashed', 503, `the model's process ${how} while loading`));
        },
      });
      this.#process = process;
      const { intraOpThreads = 1 } = this.#options;
      process.send({ kind: 'load', path: this.#path, inputs: this.#inputs, intraOpThreads });
    });
  }

  run(feeds: Tensors, { outputs, timeoutMs, startWithinMs, onRan }: RunOptions = {}): Promise<Tensors> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusal(timeoutMs);
      if (refusal) return reject(refusal);
      const id = this.#nextId++;
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#expire(id, timeoutMs), timeoutMs);
      const startBy = startByOf(startWithinMs);
      this.#waiting.set(id, { id, feeds, outputs, timer, startBy, onRan, resolve, reject });
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    const wasReady = this.#state === 'ready';
    this.#state = 'closed';
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#waitTimer);
    if (wasReady && this.#waiting.size + this.#sent.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    this.#reject(this.#sent, runnerClosed());
    this.#reject(this.#waiting, runnerClosed());
    await this.#process?.stop();
  }

  #refusal(timeoutMs: number | undefined): InferenceError | null {
    if (this.#state === 'closed') return runnerClosed();
    if (this.#state !== 'ready' && !(this.#state === 'restarting' && this.#isWaitedFor))
      return new InferenceError('replica_crashed', 503, `the model's process is ${this.#state}`);
    if (timeoutMs !== undefined && timeoutMs <= 0) return deadlineExceeded(timeoutMs);
    if (this.#waiting.size < (this.#options.maxQueue ?? 1_000)) return null;
    return new InferenceError('queue_full', 503, `${this.#waiting.size} predictions are already waiting for the model`);
  }

  #dispatch(): void {
    if (this.#state === 'restarting') return;
    const { maxInFlight = 2 } = this.#options;
    for (const run of this.#waiting.values()) {
      if (this.#sent.size >= maxInFlight) return;
      this.#waiting.delete(run.id);
      if (performance.now() > run.startBy) {
        clearTimeout(run.timer);
        run.reject(tooLateToStart());
        continue;
      }
      this.#sent.set(run.id, run);
      this.#process?.send({ kind: 'run', id: run.id, feeds: packTexts(run.feeds), outputs: run.outputs });
      if (this.#sent.size === 1) this.#watchForHang();
    }
    if (this.#sent.size === 0) this.#idle?.();
  }

  #settleRun(message: Extract<FromChild, { id: number }>): void {
    const run = this.#sent.get(message.id);
    this.#sent.delete(message.id);
    this.#watchForHang();
    clearTimeout(run?.timer);
    if (message.kind === 'done') {
      run?.onRan?.(message.runMs);
      run?.resolve(unpackTexts(message.outputs));
    } else run?.reject(fromErrorMessage(message.error));
    this.#dispatch();
  }

  /** A waiting run is taken out; a sent one cannot be cancelled, its place stays taken until the model is done with it. */
  #expire(id: number, timeoutMs: number): void {
    const run = this.#waiting.get(id) ?? this.#sent.get(id);
    this.#waiting.delete(id);
    run?.reject(deadlineExceeded(timeoutMs));
  }

  #watchForHang(): void {
    clearTimeout(this.#hangTimer);
    if (this.#sent.size === 0) return;
    this.#hangTimer = setTimeout(() => void this.#process?.kill(), this.#options.hangMs ?? 30_000);
  }

  #crashed(how: string): void {
    clearTimeout(this.#hangTimer);
    const error = new InferenceError('replica_crashed', 503, `the model's process ${how}`);
    this.#reject(this.#sent, error);
    const isOver = this.#state === 'closed' || this.#state === 'failed';
    const delayMs = isOver ? null : this.#budget.nextDelayMs();
    if (delayMs === null) this.#reject(this.#waiting, error);
    this.#idle?.();
    if (isOver) return;
    const isNew = this.#state === 'ready';
    this.#state = delayMs === null ? 'failed' : 'restarting';
    this.#options.onCrash?.(how, delayMs !== null);
    if (delayMs === null) return;
    if (isNew) this.#waitForRestart(error);
    this.#restartTimer = setTimeout(() => {
      this.start().catch((error: InferenceError) => this.#crashed(error.message));
    }, delayMs);
  }

  /** Who was not sent yet waits for the new process, but not for long: where there are others, the caller can go to them. */
  #waitForRestart(error: InferenceError): void {
    this.#isWaitedFor = true;
    this.#waitTimer = setTimeout(() => {
      this.#isWaitedFor = false;
      this.#reject(this.#waiting, error);
    }, this.#options.restartWaitMs ?? 5_000);
  }

  #reject(runs: Map<number, PendingRun>, error: InferenceError): void {
    for (const run of runs.values()) {
      clearTimeout(run.timer);
      run.reject(error);
    }
    runs.clear();
  }
}

/**
 * startChildRunner loads and warms a model in a process of its own. A process that dies rejects the runs that it was given with
 * `replica_crashed` (503) and is restarted with back-off until the budget is spent. Other runs wait for it, for `restartWaitMs`; if it is not
 * back by then, runs are refused with the same code, so that the caller can go elsewhere at once.
 */
export async function startChildRunner(
  path: string,
  inputs: readonly TensorSpec[],
  options: ChildRunnerOptions = {},
): Promise<ChildRunner> {
  const runner = new ChildRunner(path, inputs, options);
  await runner.start();
  return runner;
}
