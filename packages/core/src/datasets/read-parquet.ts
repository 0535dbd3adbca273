import type { AsyncBuffer, ColumnData, FileMetaData } from 'hyparquet';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { SlipwayError } from '../kernel/errors.js';
import { errorText } from '../kernel/log.js';
import { unreadable } from './unreadable.js';

/** ParquetTable is an open Parquet file: its columns, its rows and where its row groups begin and end. */
export interface ParquetTable {
  columns: readonly string[];
  rows: number;
  groups: readonly { from: number; to: number }[];
  file: AsyncBuffer;
  metadata: FileMetaData;
}

/** openParquet reads the footer of a Parquet file; one that cannot be read, or names a column twice, is `dataset_invalid`. */
export function openParquet(path: string): Promise<ParquetTable> {
  return readable(async () => {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const twice = columns.findIndex((name, index) => columns.indexOf(name) < index);
    if (twice !== -1)
      throw unreadable(`the name ${JSON.stringify(columns[twice])} is there twice`, undefined, twice + 1);
    let from = 0;
    const groups = metadata.row_groups.map(({ num_rows }) => ({ from, to: (from += Number(num_rows)) }));
    return { columns, rows: from, groups, file, metadata };
  });
}

/** readParquetRows reads a span of rows. */
export function readParquetRows(
  { file, metadata }: ParquetTable,
  { from: rowStart, to: rowEnd }: { from: number; to: number },
): Promise<Record<string, unknown>[]> {
  return readable(() => parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd }));
}

/** readParquetColumn hands over the values of one column of a row group, page by page. */
export function readParquetColumn(
  { file, metadata }: ParquetTable,
  column: string,
  group: { from: number; to: number },
  take: (values: ArrayLike<unknown>) => void,
): Promise<void> {
  const span = { rowStart: group.from, rowEnd: group.to, columns: [column] };
  return readable(() =>
    parquetRead({ file, metadata, compressors, ...span, onChunk: ({ columnData }) => take(columnData) }),
  );
}

/** ColumnPages are the pages of a column that hold some rows, in their order, and the row that each begins with. */
export type ColumnPages = readonly { first: number; values: ArrayLike<unknown> }[];

/** readParquetPages reads the pages of some columns that hold a span of rows within a row group; pages reach beyond the span. */
export async function readParquetPages(
  { file, metadata }: ParquetTable,
  columns: readonly string[],
  { from: rowStart, to: rowEnd }: { from: number; to: number },
): Promise<ReadonlyMap<string, ColumnPages>> {
  const read = new Map(columns.map((name): [string, { first: number; values: ArrayLike<unknown> }[]] => [name, []]));
  if (columns.length === 0) return read;
  const onChunk = ({ columnName, columnData, rowStart: first }: ColumnData): void =>
    void read.get(columnName)!.push({ first, values: columnData });
  await readable(() => parquetRead({ file, metadata, compressors, rowStart, rowEnd, columns: [...columns], onChunk }));
  return read;
}

/** valuesOfPages are the values of the rows `from` to before `to`, as JSON knows them. */
export function valuesOfPages(pages: ColumnPages, from: number, to: number): unknown[] {
  const found: unknown[] = [];
  for (const { first, values } of pages) {
    const end = Math.min(values.length, to - first);
    for (let at = Math.max(0, from - first); at < end; at += 1) found.push(plainValue(values[at]));
  }
  return found;
}

/** plainValue is a value of a Parquet or JSONL file as JSON knows it: no big integers, no dates. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (value === undefined) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (!(value instanceof Date)) return value;
  return Number.isNaN(value.getTime()) ? null : value.toISOString();
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof SlipwayError ? error : unreadable(`as Parquet it is damaged: ${errorText(error)}`);
  }
}
