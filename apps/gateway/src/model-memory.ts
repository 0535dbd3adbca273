import type { VariantState } from '@slipway/contracts';
import { InferenceError } from '@slipway/inference';
import { LimitRefusal } from './data-plane-error.js';

const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 50;
const MB = 1_048_576;

/** Resident is a model that takes memory, as the budget sees it. */
export interface Resident {
  /** For people: model and version. */
  readonly label: string;
  /** What it takes: as measured, or before that as its trial run foretold. */
  readonly memoryBytes: number;
  readonly state: VariantState;
  /** True while a rollout compares it: then it stays. */
  readonly isPinned: boolean;
  /** Requests that wait for an answer. */
  readonly outstanding: number;
  /** When it was asked last, on the clock of `performance`. */
  readonly lastAskedMs: number;
  /** Measures anew what it takes. */
  measure(): Promise<void>;
  /** Frees its memory; its next request brings it back. */
  putAway(why: string): Promise<void>;
}

/**
 * ModelMemory keeps the models that a gateway runs itself within a number of bytes. One that comes when there is no room takes the place of those
 * that were not asked longest; what is asked now, or is compared by a rollout, stays. Loads happen one at a time, so that each sees
 * what the one before it took. Without a limit nothing waits and nothing is put away.
 */
export class ModelMemory {
  /** loads and putAways count what happened so far. */
  loads = 0;
  putAways = 0;
  private readonly models = new Set<Resident>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly limitBytes: number | null) {}

  /** usedBytes is what the loaded models take together. */
  get usedBytes(): number {
    return sumOf(this.inState('ready'));
  }

  /** away is how many models wait for their next request. */
  get away(): number {
    return this.inState('put_away').length;
  }

  /**
   * load brings a model into memory with `start`, when there is room; it waits for room for 5 s, then it is a LimitRefusal. A model that takes more
   * than the whole budget is refused with `model_too_large`.
   */
  async load(model: Resident, start: () => Promise<void>): Promise<void> {
    const untilMs = performance.now() + PATIENCE_MS;
    while (!(await this.inTurn(() => this.tryLoad(model, start)))) {
      if (performance.now() > untilMs) throw this.noRoomFor(model);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    this.loads += 1;
  }

  /** keepWithin measures the loaded models anew and makes room when they have grown beyond the limit. */
  async keepWithin(): Promise<void> {
    await this.inTurn(async () => {
      await Promise.all(this.inState('ready').map((model) => model.measure()));
      await this.makeRoom(0, 'the loaded versions grew', null);
    });
  }

  /** forget takes out a model that was closed. */
  forget(model: Resident): void {
    this.models.delete(model);
  }

  private async tryLoad(model: Resident, start: () => Promise<void>): Promise<boolean> {
    const why = `${model.label} was asked for`;
    this.requireFitting(model);
    if (!(await this.makeRoom(model.memoryBytes, why, model))) return false;
    await start();
    this.models.add(model);
    await model.measure();
    const fits = await this.makeRoom(0, why, model);
    if (!fits) await model.putAway('no other version can make room for it now');
    this.requireFitting(model);
    return fits;
  }

  /** Frees memory until so many bytes more fit, and tells whether they do; `except` is what they are for. */
  private async makeRoom(bytes: number, why: string, except: Resident | null): Promise<boolean> {
    if (this.limitBytes === null) return true;
    const loaded = this.inState('ready');
    const chosen = choosePutAway(
      loaded.filter((model) => model !== except),
      sumOf(loaded) + bytes - this.limitBytes,
    );
    for (const model of chosen ?? []) {
      await model.putAway(why);
      this.putAways += 1;
    }
    return chosen !== null;
  }

  private requireFitting({ label, memoryBytes }: Resident): void {
    if (this.limitBytes === null || memoryBytes <= this.limitBytes) return;
    const text = `${label} takes ${inMb(memoryBytes)}, more than the ${inMb(this.limitBytes)} that all versions of a gateway may take together (SLIPWAY_MODEL_MEMORY_MB)`;
    throw new InferenceError('model_too_large', 503, text);
  }

  private noRoomFor({ label, memoryBytes }: Resident): LimitRefusal {
    const text = `${label} needs ${inMb(memoryBytes)}, and what is asked now or is in a rollout keeps all of the ${inMb(this.limitBytes ?? 0)} (SLIPWAY_MODEL_MEMORY_MB).`;
    return new LimitRefusal(503, 'overloaded', 'memory', text, { 'retry-after': '1' });
  }

  private inState(wanted: VariantState): Resident[] {
    return [...this.models].filter(({ state }) => state === wanted);
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (this.limitBytes === null) return act();
    const mine = this.turn.then(act);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

/**
 * choosePutAway picks the models that go so that `bytes` become free: those not asked longest first, none that is asked now or stays for a rollout. Null when all
 * of them together are not enough; then none goes.
 */
export function choosePutAway<M extends Resident>(loaded: readonly M[], bytes: number): M[] | null {
  const mayGo = loaded
    .filter(({ outstanding, isPinned }) => outstanding === 0 && !isPinned)
    .toSorted((a, b) => a.lastAskedMs - b.lastAskedMs);
  const chosen: M[] = [];
  while (sumOf(chosen) < bytes) {
    const next = mayGo[chosen.length];
    if (next === undefined) return null;
    chosen.push(next);
  }
  return chosen;
}

const sumOf = (models: readonly Resident[]): number => models.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);

const inMb = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;
