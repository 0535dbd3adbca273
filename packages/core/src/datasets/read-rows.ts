import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { DatasetFormat } from '@slipway/contracts';
import { parse } from 'csv-parse';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { SlipwayError } from '../kernel/errors.js';
import { errorText } from '../kernel/log.js';

/** Row is one row of a table by column; a missing value is null. */
export type Row = Record<string, unknown>;

const BATCH = 5_000;

/** sniffFormat tells the format by the content, never by a name or a header: Parquet by its magic, JSONL by its first brace, else CSV. */
export async function sniffFormat(path: string): Promise<DatasetFormat> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(4_096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const start = head.subarray(0, bytesRead);
    if (start.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
    if (bytesRead === 0) throw unreadable('The file is empty.');
    if (start.includes(0))
      throw new SlipwayError('unsupported_format', 'This is neither Parquet nor text: upload Parquet, CSV or JSONL.', [
        { path: 'file', message: 'is neither Parquet nor text' },
      ]);
    return start.toString('utf8').trimStart().startsWith('{') ? 'jsonl' : 'csv';
  } finally {
    await file.close();
  }
}

/** unreadable is the refusal of a file that is no table. */
export const unreadable = (message: string): SlipwayError =>
  new SlipwayError('dataset_invalid', message, [{ path: 'file', message }]);

/** readRows streams a table in batches; a file that cannot be read is `dataset_invalid` with the row at which it failed. */
export function readRows(path: string, format: DatasetFormat): AsyncGenerator<Row[]> {
  if (format === 'parquet') return readParquet(path);
  return batched(format === 'csv' ? readCsv(path) : readJsonLines(path));
}

async function* readParquet(path: string): AsyncGenerator<Row[]> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const total = Number(metadata.num_rows);
    for (let rowStart = 0; rowStart < total; rowStart += BATCH * 10) {
      const rows = await parquetReadObjects({
        file,
        metadata,
        compressors,
        rowStart,
        rowEnd: Math.min(total, rowStart + BATCH * 10),
      });
      yield rows.map(plainRow);
    }
  } catch (error) {
    throw unreadable(`The Parquet file cannot be read: ${errorText(error)}`);
  }
}

async function* readCsv(path: string): AsyncGenerator<Row> {
  const parser = createReadStream(path).pipe(
    parse({ columns: distinctColumns, bom: true, skip_empty_lines: true, max_record_size: 1_000_000 }),
  );
  try {
    for await (const record of parser)
      yield Object.fromEntries(
        Object.entries(record as Record<string, string>).map(([name, text]) => [name, csvValue(text)]),
      );
  } catch (error) {
    throw unreadable(`The CSV file cannot be read: ${errorText(error)}`);
  }
}

/** A column twice would silently lose one of them. */
function distinctColumns(names: string[]): string[] {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new Error(`the column ${twice} is there twice`);
  return names;
}

async function* readJsonLines(path: string): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    yield jsonRow(text, line);
  }
}

function jsonRow(text: string, line: number): Row {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return plainRow(value as Row);
  } catch {
    // Refused below, together with lines that are JSON but no object.
  }
  throw new SlipwayError('dataset_invalid', `Line ${line} is not a JSON object.`, [
    { path: `line[${line}]`, message: text.slice(0, 100) },
  ]);
}

async function* batched(rows: AsyncGenerator<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** csvValue reads a cell as a number where it is one in full, and as missing where it is empty or says so. */
function csvValue(text: string): string | number | null {
  if (text === '' || text === 'NA' || text === 'null') return null;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}

function plainRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return value instanceof Date ? value.toISOString() : value;
}
