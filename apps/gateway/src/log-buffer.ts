import type { LoggedRow } from '@slipway/core';

const MOST_ROWS = 25_000;
const LARGE_ROWS = 5_000;
const MOST_BYTES = 32 * 1_024 * 1_024;
const MOST_ROW_BYTES = 64 * 1_024;
const ROW_BYTES = 500;

/**
 * LogBuffer keeps rows for the prediction log until the next flush: at most 25,000 and about 32 MiB; what does not fit is counted.
 * What it keeps it notes with `note` too, before `add` returns.
 */
export class LogBuffer {
  /** dropped counts rows that did not fit. */
  dropped = 0;
  private rows: LoggedRow[] = [];
  private bytes = 0;

  constructor(private readonly note: (rows: readonly LoggedRow[]) => void = () => undefined) {}

  /** isLarge tells whether a flush should come before its time. */
  get isLarge(): boolean {
    return this.rows.length >= LARGE_ROWS;
  }

  /** add keeps rows that hold about `bytes` of payload together; a row above 64 KiB is kept without its inputs. */
  add(rows: readonly LoggedRow[], bytes: number): void {
    if (rows.length === 0) return;
    const payloadBytes = bytes / rows.length;
    const isTooLarge = payloadBytes > MOST_ROW_BYTES;
    const rowBytes = ROW_BYTES + (isTooLarge ? 0 : payloadBytes);
    const kept: LoggedRow[] = [];
    for (const row of rows) {
      if (this.rows.length + kept.length >= MOST_ROWS || this.bytes + rowBytes > MOST_BYTES) this.dropped += 1;
      else {
        kept.push(isTooLarge ? { ...row, inputs: null } : row);
        this.bytes += rowBytes;
      }
    }
    if (kept.length === 0) return;
    this.rows.push(...kept);
    this.note(kept);
  }

  /** take returns the rows since the last call. */
  take(): LoggedRow[] {
    const taken = this.rows;
    this.rows = [];
    this.bytes = 0;
    return taken;
  }
}
