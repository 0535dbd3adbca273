import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DatasetFormat } from '@slipway/contracts';
import { fileWriter, parquetWriteRows } from 'hyparquet-writer';
import type { PredictionLine } from './prediction-line.js';

type ColumnType = 'INT32' | 'DOUBLE' | 'BOOLEAN' | 'STRING';

/** Column is a column of all lines: lines of rows that failed lack what was predicted. */
interface Column {
  name: string;
  type: ColumnType;
}

/**
 * convertPredictions writes lines of JSON as a table of another format, line by line, and returns the path of the new file. The columns are those
 * of all lines together, `error` last; one of numbers, or of true and false, stays so, and any other becomes texts. A value that is not there is null in
 * Parquet and empty in CSV.
 */
export async function convertPredictions(path: string, format: Exclude<DatasetFormat, 'jsonl'>): Promise<string> {
  const columns = await columnsOf(path);
  const target = `${path}.${format}`;
  if (format === 'csv') await pipeline(Readable.from(csvLines(path, columns)), createWriteStream(target));
  else
    await parquetWriteRows({
      writer: fileWriter(target),
      rows: typedRows(path, columns),
      columns: columns.map((column) => ({ ...column, nullable: true })),
    });
  return target;
}

async function* linesOf(path: string): AsyncGenerator<PredictionLine> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
    yield JSON.parse(line) as PredictionLine;
}

async function columnsOf(path: string): Promise<Column[]> {
  const types = new Map<string, ColumnType | null>();
  for await (const line of linesOf(path))
    for (const [name, value] of Object.entries(line)) types.set(name, together(types.get(name) ?? null, typeOf(value)));
  types.set('row', 'INT32');
  const columns = [...types].map(([name, type]) => ({ name, type: type ?? 'STRING' }));
  return columns.toSorted((a, b) => Number(a.name === 'error') - Number(b.name === 'error'));
}

function typeOf(value: unknown): ColumnType | null {
  if (value === null) return null;
  if (typeof value === 'number') return 'DOUBLE';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'STRING';
}

const together = (one: ColumnType | null, other: ColumnType | null): ColumnType | null =>
  one === null || other === null || one === other ? (one ?? other) : 'STRING';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

async function* typedRows(path: string, columns: readonly Column[]): AsyncGenerator<Record<string, unknown>> {
  for await (const line of linesOf(path))
    yield Object.fromEntries(
      columns.map(({ name, type }) => {
        const value = line[name] ?? null;
        return [name, type === 'STRING' && value !== null ? textOf(value) : value];
      }),
    );
}

async function* csvLines(path: string, columns: readonly Column[]): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => quoted(name)).join(',')}\r\n`;
  for await (const line of linesOf(path))
    yield `${columns.map(({ name }) => (line[name] == null ? '' : quoted(textOf(line[name])))).join(',')}\r\n`;
}

/** As RFC 4180 wants it. */
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
