import { close, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, type Log } from '@slipway/core';

/** How long rows that were drawn by lot wait to be written together: a write of its own for each took a fortieth of a busy gateway. */
const MOST_WAIT_MS = 20;

/** JournalOwner is the gateway that writes: its boot, and the process that can be looked for. */
export interface JournalOwner {
  boot: string;
  pid: number;
  host: string;
}

/**
 * LogJournal keeps the rows of flushes that the database does not have yet in files, so that what was answered outlives `kill -9` of
 * the gateway (rows drawn by lot after 20 ms at most): one file a flush, one line a row. It survives the process, not a power cut. Without a writable folder it says so
 * once, and rows are kept in memory only.
 */
export class LogJournal {
  private file: number | null = null;
  private waiting = '';
  private timer: NodeJS.Timeout | null = null;
  private sequence = 0;
  private isBroken = false;

  constructor(
    private readonly folder: string,
    private readonly owner: JournalOwner,
    private readonly log: Log,
  ) {}

  /**
   * append writes lines down before their answer goes out: with those of other answers that are ready now, before any of them is handed on.
   * Lines that may be `late` wait for those that come within 20 ms.
   */
  append(lines: string, { late }: { late: boolean }): void {
    this.waiting += lines;
    if (late) this.timer ??= setTimeout(() => this.write(), MOST_WAIT_MS);
    else queueMicrotask(() => this.write());
  }

  /** turn closes the file of the flush `sequence`; rows from now on belong to the next one. */
  turn(sequence: number): void {
    this.write();
    // Closing took about 15 ms of a busy machine's second, and nobody needs to wait for it.
    if (this.file !== null) close(this.file);
    this.file = null;
    this.sequence = sequence + 1;
  }

  /** forget removes the file of a flush that is over. */
  forget(sequence: number): void {
    this.attempt(() => rmSync(this.path(sequence), { force: true }));
  }

  private write(): void {
    const lines = this.waiting;
    this.waiting = '';
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (lines === '') return;
    this.attempt(() => {
      if (this.file === null) {
        mkdirSync(this.folder, { recursive: true });
        this.file = openSync(this.path(this.sequence), 'a', 0o600);
      }
      writeSync(this.file, lines);
    });
  }

  private path(sequence: number): string {
    const { boot, pid, host } = this.owner;
    return join(this.folder, `${boot}.${sequence}.${pid}.${host}.rows`);
  }

  private attempt(write: () => void): void {
    try {
      write();
      this.isBroken = false;
    } catch (error) {
      if (!this.isBroken)
        this.log.warn('the journal cannot be written, rows are in memory only', { error: errorText(error) });
      this.isBroken = true;
    }
  }
}
