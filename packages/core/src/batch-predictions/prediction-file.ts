import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rm, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PredictionLine } from './prediction-line.js';

/** How a line without an error ends: `error` is its last column. */
const NO_ERROR = '"error":null}';

/** PredictionFile is the output of a job while it grows: lines of JSON, appended batch by batch. */
export class PredictionFile {
  constructor(readonly path: string) {}

  /** open cuts off a line that a crash left unfinished, and returns how many whole lines are there, and how many of them tell an error. */
  async open(): Promise<{ rows: number; failedRows: number }> {
    await mkdir(dirname(this.path), { recursive: true });
    await appendFile(this.path, '');
    let [rows, failedRows, bytes, whole, carried] = [0, 0, 0, 0, ''];
    for await (const chunk of createReadStream(this.path)) {
      // One character a byte, so that places in the text are places in the file.
      const text = carried + (chunk as Buffer).toString('latin1');
      const start = bytes - carried.length;
      for (let at = text.indexOf('\n', carried.length); at !== -1; at = text.indexOf('\n', at + 1)) {
        rows += 1;
        failedRows += Number(!text.startsWith(NO_ERROR, at - NO_ERROR.length));
        whole = start + at + 1;
      }
      bytes = start + text.length;
      carried = text.slice(-NO_ERROR.length);
    }
    await truncate(this.path, whole);
    return { rows, failedRows };
  }

  /** append writes lines behind those that are there. */
  async append(lines: readonly PredictionLine[]): Promise<void> {
    await appendFile(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  /** read streams the file. */
  read(): AsyncIterable<Uint8Array> {
    return createReadStream(this.path);
  }

  /** remove deletes it; it need not be there. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
