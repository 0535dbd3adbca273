import type { DatasetFormat } from '@slipway/contracts';
import { readCsv } from './read-csv.js';
import { readRows } from './read-rows.js';

/** ColumnBatch is some rows of a table, column by column; a missing value is null, one that a line of JSON does not name undefined. */
export interface ColumnBatch {
  rows: number;
  columns: ReadonlyMap<string, readonly unknown[]>;
}

/** readColumns streams the named columns of a table in batches of at most 5,000 rows (Parquet: 50,000); it fails as readRows does. */
export async function* readColumns(
  path: string,
  format: DatasetFormat,
  names: readonly string[],
): AsyncGenerator<ColumnBatch> {
  if (format === 'csv') {
    for await (const { columns, rows, values } of readCsv(path, { names: new Set(names) }))
      yield { rows, columns: new Map(names.map((name) => [name, values[columns.indexOf(name)] ?? []])) };
    return;
  }
  for await (const rows of readRows(path, format))
    yield {
      rows: rows.length,
      columns: new Map(
        names.map((name) => [name, rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined))]),
      ),
    };
}
