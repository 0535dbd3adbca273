import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** CopyColumn names a column; `json: true` marks json and jsonb columns, whose arrays are JSON and not PostgreSQL arrays. */
export type CopyColumn = string | { name: string; json: true };

const CHUNK_CHARACTERS = 64 * 1024;

/**
 * copyRows streams `rows` into `table` (optionally `schema.table`) by COPY and returns how many there were; values stand in the
 * order of `columns`. It is all or nothing: any error, also one thrown by `rows`, leaves the table unchanged.
 * null and undefined are NULL; dates, buffers, arrays, objects (as JSON), bigints, NaN and infinities are understood.
 */
export function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly CopyColumn[],
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
): Promise<number> {
  const isJson = columns.map((column) => typeof column !== 'string');
  const names = columns.map((column) => (typeof column === 'string' ? column : column.name));
  return copyLines(client, table, names, linesOf(rows, isJson));
}

async function* linesOf(
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
  isJson: readonly boolean[],
): AsyncIterable<string> {
  for await (const row of rows) yield copyLine(row, isJson);
}

/** copyLines is copyRows for rows that are written in COPY's text format already, each with its line end, as of `copyText`. */
export async function copyLines(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const target = table
    .split('.')
    .map((part) => pg.escapeIdentifier(part))
    .join('.');
  const names = columns.map((column) => pg.escapeIdentifier(column));
  const stream = client.query(copyFrom(`COPY ${target} (${names.join(', ')}) FROM STDIN`));
  const done = finished(stream);
  done.catch(() => undefined);
  let count = 0;
  let chunk = '';
  try {
    for await (const line of lines) {
      chunk += line;
      count += 1;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), done]);
      chunk = '';
    }
    stream.end(chunk);
  } catch (error) {
    stream.destroy(error as Error);
    await done.catch(() => undefined);
    throw error;
  }
  await done;
  return count;
}

function copyLine(row: readonly unknown[], isJson: readonly boolean[]): string {
  if (row.length !== isJson.length) throw new Error(`a row has ${row.length} values for ${isJson.length} columns`);
  return `${row.map((value, i) => copyField(value, isJson[i] === true)).join('\t')}\n`;
}

function copyField(value: unknown, json: boolean): string {
  if (value === null || value === undefined) return copyText(null);
  return copyText(json ? JSON.stringify(value) : postgresText(value));
}

const NEEDS_ESCAPE = /[\\\n\r\t]/;
const ESCAPED = /[\\\n\r\t]/g;
const COPY_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** copyText writes a text, or NULL, as a field of COPY's text format: https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS */
export function copyText(text: string | null): string {
  if (text === null) return '\\N';
  return NEEDS_ESCAPE.test(text) ? text.replace(ESCAPED, (character) => COPY_ESCAPES[character] ?? character) : text;
}

/** postgresText is the input syntax of a value for its PostgreSQL type: arrays quoted, dates in ISO 8601, other objects as JSON. */
export function postgresText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      break;
    default:
      throw new TypeError(`COPY cannot store a ${typeof value}`);
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array)
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`;
  if (ArrayBuffer.isView(value)) return `{${Array.from(value as unknown as ArrayLike<number | bigint>).join(',')}}`;
  return JSON.stringify(value);
}

function arrayElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return postgresText(value);
  return `"${postgresText(value).replace(/[\\"]/g, '\\$&')}"`;
}
