import type { DatasetFormat } from '@slipway/contracts';
import { readCsv } from './read-csv.js';
import { readJsonLines, type JsonLine } from './read-json-lines.js';
import { openParquet, readParquetPages, valuesOfPages } from './read-parquet.js';

const BATCH = 5_000;
/** A row group of a Parquet file of so many cells is decoded at once, each of its pages a single time. */
const MOST_CELLS = 1_000_000;
/** Of a larger one so many rows are decoded at a time: its pages often hold more rows than a batch, and few are to be decoded twice. */
const SPAN = 10 * BATCH;

/** ColumnBatch is some rows of a table, column by column; a missing value is null, one that a line of JSON does not name undefined. */
export interface ColumnBatch {
  rows: number;
  columns: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * readColumns streams the named columns of a table in batches of at most 5,000 rows, and makes no object of a row that was none; a column that
 * the table lacks is empty. It fails as readRows does.
 */
export function readColumns(
  path: string,
  format: DatasetFormat,
  names: readonly string[],
): AsyncGenerator<ColumnBatch> {
  return columnsOf[format](path, names);
}

const columnsOf: Record<DatasetFormat, (path: string, names: readonly string[]) => AsyncGenerator<ColumnBatch>> = {
  csv: csvColumns,
  jsonl: jsonColumns,
  parquet: parquetColumns,
};

async function* csvColumns(path: string, names: readonly string[]): AsyncGenerator<ColumnBatch> {
  for await (const { columns, rows, values } of readCsv(path, { names: new Set(names) }))
    yield { rows, columns: new Map(names.map((name) => [name, values[columns.indexOf(name)] ?? []])) };
}

/** A file is read in pieces of a few hundred lines, too few for a run of a model; their objects are let go at once, only the values wait. */
async function* jsonColumns(path: string, names: readonly string[]): AsyncGenerator<ColumnBatch> {
  let batch = emptyBatch(names);
  for await (const lines of readJsonLines(path)) {
    for (let at = 0; at < lines.length;) {
      const end = Math.min(lines.length, at + BATCH - batch.rows);
      for (const [name, values] of batch.columns) addValues(values, name, lines, at, end);
      batch.rows += end - at;
      at = end;
      if (batch.rows < BATCH) continue;
      yield batch;
      batch = emptyBatch(names);
    }
  }
  if (batch.rows > 0) yield batch;
}

const emptyBatch = (names: readonly string[]) => ({
  rows: 0,
  columns: new Map(names.map((name): [string, unknown[]] => [name, []])),
});

/** What every object has is no value of a line. */
function addValues(values: unknown[], name: string, lines: readonly JsonLine[], from: number, to: number): void {
  const isInherited = name in Object.prototype;
  for (let at = from; at < to; at += 1) {
    const { value } = lines[at]!;
    values.push(isInherited && !Object.hasOwn(value, name) ? undefined : value[name]);
  }
}

async function* parquetColumns(path: string, names: readonly string[]): AsyncGenerator<ColumnBatch> {
  const table = await openParquet(path);
  const known = names.filter((name) => table.columns.includes(name));
  for (const group of table.groups) {
    const span = (group.to - group.from) * known.length <= MOST_CELLS ? group.to - group.from : SPAN;
    for (let from = group.from; from < group.to; from += span) {
      const to = Math.min(group.to, from + span);
      const pages = await readParquetPages(table, known, { from, to });
      for (let at = from; at < to; at += BATCH) {
        const end = Math.min(to, at + BATCH);
        const part = (name: string): unknown[] => valuesOfPages(pages.get(name) ?? [], at, end);
        yield { rows: end - at, columns: new Map(names.map((name) => [name, part(name)])) };
      }
    }
  }
}
