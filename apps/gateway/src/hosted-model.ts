import { errorText, notePutAway, type Core, type RoutedVariant } from '@slipway/core';
import {
  ChildRunner,
  chooseRunnerKind,
  ownMemory,
  startChildRunner,
  startInlineRunner,
  type ModelRunner,
  type TensorSpec,
} from '@slipway/inference';
import { LimitRefusal } from './data-plane-error.js';
import type { ModelMemory, Resident } from './model-memory.js';
import { ProcessorWatch } from './processor-watch.js';
import { RunJoiner, type JoinSettings } from './run-joiner.js';
import type { VariantModel } from './variant-model.js';

/** A version that comes and goes all the time tells it once in so long. */
const NOTE_EVERY_MS = 600_000;

/** Hosting is where a version runs: for which workspace, and within which memory. */
export interface Hosting {
  workspaceId: string;
  memory: ModelMemory;
}

/**
 * HostedModel is one version as this gateway runs it, loaded and warmed from the artifact store, verified by digest. A stable version runs
 * in this process when its measured run is short; any other always runs in a child process, so that one that crashes takes nobody with
 * it. A version that does not load is `failed` with the reason, never an exception. One that is put away for lack of memory comes back for its next request.
 */
export class HostedModel implements VariantModel, Resident {
  state: VariantModel['state'] = 'starting';
  detail: string | null = null;
  restarts = 0;
  /** Requests that wait for an answer. */
  outstanding = 0;
  lastAskedMs = performance.now();
  memoryBytes: number;
  isPinned = false;
  /** failedAtMs is when the model was given up; null while there is hope. */
  failedAtMs: number | null = null;
  /** settled resolves once the model is ready or failed. */
  readonly settled: Promise<void>;
  private joiner: RunJoiner;
  private loaded: ModelRunner | null = null;
  private coming: Promise<void> | null = null;
  private closed = false;
  private readonly processor = new ProcessorWatch();
  private notedAtMs = -Infinity;

  constructor(
    private readonly core: Pick<Core, 'artifacts' | 'kit'>,
    private readonly variant: RoutedVariant,
    private readonly hosting: Hosting,
  ) {
    this.memoryBytes = variant.memoryBytes;
    this.joiner = new RunJoiner(variant.schema);
    this.settled = this.firstLoad();
  }

  /** runnerFor runs the model the way an endpoint wants it, with runs joined or each alone; null while it is not ready. */
  runnerFor(settings: JoinSettings): ModelRunner | null {
    this.lastAskedMs = performance.now();
    return this.state === 'ready' && this.loaded !== null ? this.joiner.over(this.loaded, settings) : null;
  }

  /** bringBack loads a model that was put away, once for all who wait; it throws what keeps it away, and what does not load has failed. */
  bringBack(): Promise<void> {
    this.lastAskedMs = performance.now();
    this.coming ??= this.load().finally(() => (this.coming = null));
    return this.coming;
  }

  /** where says in words in which process the model runs. */
  get where(): string {
    if (this.state === 'put_away') return 'on disk';
    return this.loaded?.kind === 'child' ? 'child process of the gateway' : 'in the gateway';
  }

  get label(): string {
    return `${this.variant.model} v${this.variant.version}`;
  }

  /** measure reads what a child process takes; a model in this process keeps the number of its trial run, because memory that it frees here stays with the process for the next one. */
  async measure(): Promise<void> {
    if (this.loaded instanceof ChildRunner) this.memoryBytes = (await ownMemory(this.loaded.pid)) ?? this.memoryBytes;
  }

  /** cpuCores is how many processors a child process kept busy of late; null for a model in this process, and before there is anything to compare. */
  cpuCores(): number | null {
    const pid = this.loaded instanceof ChildRunner ? this.loaded.pid : undefined;
    return this.processor.cores(pid, performance.now());
  }

  /** putAway frees the model after its runs, until its next request. */
  async putAway(why: string): Promise<void> {
    this.state = 'put_away';
    this.detail = `${why}: its memory was needed, its next request loads it again`;
    this.note(why);
    await this.unload();
  }

  /** close frees the model after the runs that it accepted. */
  async close(): Promise<void> {
    this.closed = true;
    await this.settled;
    await this.coming?.catch(() => undefined);
    this.hosting.memory.forget(this);
    await this.unload();
  }

  private async firstLoad(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.fail(errorText(error));
    }
  }

  private async load(): Promise<void> {
    try {
      await this.hosting.memory.load(this, () => this.start());
    } catch (error) {
      if (!(error instanceof LimitRefusal)) this.fail(errorText(error));
      throw error;
    }
  }

  private async start(): Promise<void> {
    const { role, runMs, modelDigest, schema } = this.variant;
    const path = await this.core.artifacts.verifiedPath(modelDigest);
    const inputs = schema.inputs as TensorSpec[];
    this.joiner = new RunJoiner(schema);
    this.loaded =
      role === 'stable' && chooseRunnerKind(runMs) === 'inline'
        ? await startInlineRunner(path, inputs)
        : await startChildRunner(path, inputs, { onCrash: (reason, restarting) => this.crashed(reason, restarting) });
    this.state = 'ready';
    this.detail = null;
  }

  private async unload(): Promise<void> {
    const { loaded, joiner } = this;
    this.loaded = null;
    await joiner.drain();
    await loaded?.close();
  }

  private crashed(reason: string, restarting: boolean): void {
    this.restarts += 1;
    this.core.kit.log.warn('a model crashed', { reason, restarting });
    if (!restarting && !this.closed) this.fail(`it keeps crashing: ${reason}`);
  }

  private fail(detail: string): void {
    this.state = 'failed';
    this.detail = detail;
    this.failedAtMs = this.core.kit.clock.now().getTime();
  }

  /** Nobody waits for the database here, which may be away. */
  private note(why: string): void {
    const nowMs = performance.now();
    if (nowMs - this.notedAtMs < NOTE_EVERY_MS) return;
    this.notedAtMs = nowMs;
    const { model, version } = this.variant;
    const { workspaceId } = this.hosting;
    notePutAway(this.core.kit, { workspaceId, model, version, memoryBytes: this.memoryBytes, why }).catch(
      (error: unknown) => this.core.kit.log.warn('a version was put away', { model, version, error: errorText(error) }),
    );
  }
}
