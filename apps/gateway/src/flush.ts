import { errorText, type Flush, type Log } from '@slipway/core';
import type { CellCounter } from './count-cells.js';
import type { EvidenceCounter } from './count-evidence.js';
import type { TrafficCounter } from './count-traffic.js';
import type { LogBuffer } from './log-buffer.js';
import type { Mirror } from './mirror.js';

const EVERY_MS = 1_000;
const LOOK_MS = 100;

/** Counted is everything that a flush carries to the database. */
export interface Counted {
  traffic: TrafficCounter;
  evidence: Pick<EvidenceCounter, 'take'>;
  cells: CellCounter;
  log: LogBuffer;
  mirror: Mirror;
}

/** FlushListener hears when a flush has been put together, and when it is over. */
export interface FlushListener {
  turn(sequence: number): void;
  forget(sequence: number): void;
}

/**
 * Flusher writes what was counted every second, sooner when the log fills. A flush that failed is kept and repeated under the same sequence number until the database
 * has it, so nothing counts twice; meanwhile the counters go on filling, within their bounds. Rows that the database refuses for what they
 * hold are given up, so that they do not hold up the counts.
 */
export class Flusher {
  private sequence = 0;
  private pending: Flush | null = null;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private queued: Promise<void> | null = null;
  private isFailing = false;

  constructor(
    private readonly counted: Counted,
    private readonly boot: string,
    private readonly save: (flush: Flush) => Promise<unknown>,
    private readonly log: Log,
    private readonly listener: FlushListener = { turn: () => undefined, forget: () => undefined },
  ) {}

  /** start flushes from now on. */
  start(): void {
    let looks = 0;
    this.timer = setInterval(() => {
      looks += 1;
      if (looks % (EVERY_MS / LOOK_MS) === 0 || this.counted.log.isLarge) void this.flush();
    }, LOOK_MS);
  }

  /** flush writes what is waiting; it never throws, a failure is tried again at the next beat. */
  flush(): Promise<void> {
    this.queued ??= this.running = this.running.then(() => {
      this.queued = null;
      return this.write();
    });
    return this.queued;
  }

  /** stop ends the beat and writes what is left. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.flush();
    await this.flush();
  }

  private async write(): Promise<void> {
    this.pending ??= this.take();
    if (this.pending === null) return;
    try {
      await this.save(this.pending);
      this.done();
    } catch (error) {
      if (isRefusal(error)) return this.giveUp(this.pending, errorText(error));
      if (!this.isFailing) this.log.warn('flush failed, it is kept', { error: errorText(error) });
      this.isFailing = true;
    }
  }

  private async giveUp(flush: Flush, error: string): Promise<void> {
    this.log.error('the database refuses what was logged', { rows: flush.rows.length, error });
    this.counted.log.dropped += flush.rows.length;
    if (flush.rows.length === 0) return this.done();
    this.pending = { ...flush, rows: [] };
    return this.write();
  }

  private done(): void {
    this.pending = null;
    this.isFailing = false;
    this.listener.forget(this.sequence);
    this.sequence += 1;
  }

  private take(): Flush | null {
    const { traffic, evidence, cells, log, mirror } = this.counted;
    const mirrored = mirror.take();
    const flush: Flush = {
      gatewayBoot: this.boot,
      sequence: this.sequence,
      rows: log.take(),
      traffic: traffic.take(),
      evidence: evidence.take(),
      ...cells.take(),
      ...(mirrored && { mirrored }),
    };
    const isEmpty = flush.rows.length + flush.traffic.length + flush.cells.length + flush.spans.length === 0;
    if (isEmpty && mirrored === undefined) return null;
    this.listener.turn(this.sequence);
    return flush;
  }
}

/** isRefusal tells whether the content is at fault, and will be the next time too: SQLSTATE classes 22 and 23. */
export function isRefusal(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^2[23]/.test(code);
}
