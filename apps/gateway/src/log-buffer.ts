import { logLine, type LoggedRow } from '@slipway/core';

const MOST_ROWS = 25_000;
const LARGE_ROWS = 5_000;
const MOST_BYTES = 32 * 1_024 * 1_024;
const MOST_ROW_BYTES = 64 * 1_024;

/**
 * LogBuffer keeps the lines of the prediction log until the next flush: at most 25,000 and about 32 MiB; what does not fit is counted.
 * What it keeps it hands to `note` too, before `add` returns, which may write it down late where all of it was drawn by lot: a draw that
 * leaves out others can miss these as well.
 */
export class LogBuffer {
  /** dropped counts rows that did not fit. */
  dropped = 0;
  private lines: string[] = [];
  private bytes = 0;

  constructor(private readonly note: (lines: string, how: { late: boolean }) => void = () => undefined) {}

  /** isLarge tells whether a flush should come before its time. */
  get isLarge(): boolean {
    return this.lines.length >= LARGE_ROWS;
  }

  /** add keeps rows that came as about `bytes` together; a row above 64 KiB is kept without its inputs. */
  add(rows: readonly LoggedRow[], bytes: number): void {
    const isTooLarge = bytes > MOST_ROW_BYTES * rows.length;
    let noted = '';
    for (const row of rows) {
      if (this.lines.length >= MOST_ROWS || this.bytes >= MOST_BYTES) {
        this.dropped += 1;
        continue;
      }
      const line = logLine(isTooLarge ? { ...row, inputs: null } : row);
      this.lines.push(line);
      this.bytes += line.length;
      noted += line;
    }
    if (noted !== '') this.note(noted, { late: rows.every(isByLot) });
  }

  /** take returns the lines since the last call. */
  take(): string[] {
    const taken = this.lines;
    this.lines = [];
    this.bytes = 0;
    return taken;
  }
}

const isByLot = ({ inSample, keepRate, error }: LoggedRow): boolean => inSample && keepRate < 1 && error === null;
