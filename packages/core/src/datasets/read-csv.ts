import { CsvRecords, type CsvRecord } from './csv-records.js';
import { readText, type BytesRead } from './read-text.js';
import { unreadable } from './unreadable.js';

const MAX_COLUMNS = 5_000;
const MAX_HEADER = 1_000_000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MISSING = new Set(['', 'NA', 'N/A', 'null', 'NULL', 'None']);
const NOT_FINITE = new Map<string, number>([
  ['NaN', NaN],
  ['nan', NaN],
  ['NAN', NaN],
  ...['inf', 'Inf', 'INF', 'Infinity', 'infinity'].flatMap((word): [string, number][] => [
    [word, Infinity],
    [`+${word}`, Infinity],
    [`-${word}`, -Infinity],
  ]),
]);

/** CsvBatch is some rows of a CSV file as texts, in the order of its columns. */
export interface CsvBatch {
  columns: readonly string[];
  rows: readonly string[][];
}

/**
 * readCsv streams a CSV file with a header. The delimiter is the one of `,` `;` tab `|` that the header has most of. Columns without a
 * name, columns twice and rows that do not fit the header are `dataset_invalid` with their line and column.
 */
export async function* readCsv(path: string, onBytes?: BytesRead): AsyncGenerator<CsvBatch> {
  let head = '';
  let records: CsvRecords | null = null;
  let columns: readonly string[] | null = null;
  const batchOf = (found: readonly CsvRecord[]): CsvBatch | null => {
    const [first] = found;
    if (first === undefined) return null;
    const body = columns === null ? found.slice(1) : found;
    columns ??= header(first);
    return { columns, rows: body.map((record) => fitting(record, columns!)) };
  };
  for await (const piece of readText(path, onBytes)) {
    head = records === null ? head + piece : piece;
    if (records === null && !/\S[^\r\n]*[\r\n]/.test(head) && head.length < MAX_HEADER) continue;
    records ??= new CsvRecords(delimiterOf(head));
    const batch = batchOf(records.push(head));
    if (batch !== null) yield batch;
  }
  const last = batchOf((records ?? new CsvRecords(delimiterOf(head))).push(records === null ? head : '', true));
  if (last !== null) yield last;
}

/** csvValue reads a field as a number where it is one in full, and as missing where it is empty or says so. */
export function csvValue(text: string): string | number | null {
  if (text.length > 30) return text;
  const first = text.charCodeAt(0);
  if (first <= 57 && first >= 43) return NUMBER.test(text) ? Number(text) : (NOT_FINITE.get(text) ?? text);
  return MISSING.has(text) ? null : (NOT_FINITE.get(text) ?? text);
}

function delimiterOf(head: string): string {
  const line = head
    .trimStart()
    .split(/[\r\n]/, 1)[0]!
    .replaceAll(/"[^"]*"/g, '');
  const counted = [',', ';', '\t', '|'].map((mark) => ({ mark, count: line.split(mark).length }));
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).mark;
}

function header({ line, fields }: CsvRecord): readonly string[] {
  if (fields.length > MAX_COLUMNS)
    throw unreadable(`there are ${fields.length} columns, at most ${MAX_COLUMNS} can be read`, line);
  const seen = new Map<string, number>();
  fields.forEach((name, index) => {
    if (name.trim() === '')
      throw unreadable('the column has no name (an index column? save the table without it)', line, index + 1);
    const earlier = seen.get(name);
    if (earlier !== undefined)
      throw unreadable(
        `the name ${JSON.stringify(name.slice(0, 100))} is there twice, first in column ${earlier + 1}`,
        line,
        index + 1,
      );
    seen.set(name, index);
  });
  return fields;
}

function fitting({ line, fields }: CsvRecord, columns: readonly string[]): string[] {
  if (fields.length === columns.length) return fields;
  const wrong = Math.min(fields.length, columns.length) + 1;
  throw unreadable(`the row has ${fields.length} fields, the header has ${columns.length}`, line, wrong);
}
