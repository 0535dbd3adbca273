import type { LoggedRow } from '@slipway/core';

const MOST_ROWS = 50_000;
const MOST_BYTES = 64 * 1_024 * 1_024;
const MOST_ROW_BYTES = 64 * 1_024;
const ROW_BYTES = 500;

/** LogBuffer keeps rows for the prediction log until the next flush: at most 50,000 and about 64 MiB; what does not fit is counted. */
export class LogBuffer {
  /** dropped counts rows that did not fit. */
  dropped = 0;
  private rows: LoggedRow[] = [];
  private bytes = 0;

  /** add keeps rows that hold about `bytes` of payload together; a row above 64 KiB is kept without its inputs. */
  add(rows: readonly LoggedRow[], bytes: number): void {
    if (rows.length === 0) return;
    const payloadBytes = bytes / rows.length;
    const isLarge = payloadBytes > MOST_ROW_BYTES;
    const rowBytes = ROW_BYTES + (isLarge ? 0 : payloadBytes);
    for (const row of rows) {
      if (this.rows.length >= MOST_ROWS || this.bytes + rowBytes > MOST_BYTES) this.dropped += 1;
      else {
        this.rows.push(isLarge ? { ...row, inputs: null } : row);
        this.bytes += rowBytes;
      }
    }
  }

  /** take returns the rows since the last call. */
  take(): LoggedRow[] {
    const taken = this.rows;
    this.rows = [];
    this.bytes = 0;
    return taken;
  }
}
