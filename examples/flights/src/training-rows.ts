import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { outcomes } from './features.js';
import type { FlightTable } from './features.js';

/** LoggedRow is one logged prediction joined with its outcome: features by name, the outcome as `actual`, and what else was logged. */
export type LoggedRow = Readonly<Record<string, unknown>>;

/** readLoggedRows reads `dataset.parquet`, or else `dataset.jsonl`, of a folder. Throws when neither is there. */
export async function readLoggedRows(folder: string): Promise<LoggedRow[]> {
  const parquet = join(folder, 'dataset.parquet');
  if (existsSync(parquet)) return parquetReadObjects({ file: await asyncBufferFromFile(parquet), compressors });
  const lines = join(folder, 'dataset.jsonl');
  if (!existsSync(lines)) throw new Error(`${folder} has neither dataset.parquet nor dataset.jsonl`);
  const text = await readFile(lines, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): LoggedRow => JSON.parse(line));
}

/**
 * tableOfLogged turns logged rows into a table, in their order; rows without an outcome (null or absent) are left out. An
 * outcome is a label (`late`, `on time`), a boolean, or 1 and 0. Throws with row and column when a value does not fit.
 */
export function tableOfLogged(logged: readonly LoggedRow[]): FlightTable {
  const rows = logged.filter(({ actual }) => actual !== null && actual !== undefined);
  const codes = new Map<string, number>();
  const codeOf = (airport: string) => codes.get(airport) ?? codes.set(airport, codes.size).size - 1;
  return {
    count: rows.length,
    departureMinute: Float32Array.from(rows, (row, position) => numberIn(row, 'departure_minute', position)),
    distance: Float32Array.from(rows, (row, position) => numberIn(row, 'distance', position)),
    origin: Uint16Array.from(rows, (row, position) => codeOf(textIn(row, 'origin', position))),
    destination: Uint16Array.from(rows, (row, position) => codeOf(textIn(row, 'destination', position))),
    late: Uint8Array.from(rows, (row, position) => outcomeIn(row, position)),
    airports: [...codes.keys()],
  };
}

const lateLabels: readonly unknown[] = [outcomes[1], '1', 'true', true, 1, 1n];
const onTimeLabels: readonly unknown[] = [outcomes[0], '0', 'false', false, 0, 0n];

function outcomeIn({ actual }: LoggedRow, position: number): number {
  if (lateLabels.includes(actual)) return 1;
  if (onTimeLabels.includes(actual)) return 0;
  throw new Error(`row ${position} has the outcome ${String(actual)}: expected ${outcomes[1]} or ${outcomes[0]}`);
}

function numberIn(row: LoggedRow, column: string, position: number): number {
  const value = row[column];
  if ((typeof value === 'number' && Number.isFinite(value)) || typeof value === 'bigint') return Number(value);
  throw new Error(`row ${position} has no number in column ${column}`);
}

function textIn(row: LoggedRow, column: string, position: number): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new Error(`row ${position} has no text in column ${column}`);
}
