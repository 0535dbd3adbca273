import { stat } from 'node:fs/promises';
import type { ColumnProfile, DatasetFormat } from '@slipway/contracts';
import { storableText } from '../kernel/storable-text.js';
import { ColumnProfiler } from './profile-columns.js';
import { readCsv } from './read-csv.js';
import { readJsonLines } from './read-json-lines.js';
import { openParquet, plainValue, readParquetColumn } from './read-parquet.js';
import { unreadable } from './unreadable.js';

const MAX_COLUMNS = 5_000;

/** TableProfile is what is known of a table after one pass over it. */
export interface TableProfile {
  rows: number;
  columns: ColumnProfile[];
}

/** OnProgress hears which share of the file was read, 0 to 1. */
export type OnProgress = (share: number) => void;

/** profileTable reads a whole file once, in flat memory; a table without a row is `dataset_invalid`. */
export async function profileTable(path: string, format: DatasetFormat, onProgress: OnProgress): Promise<TableProfile> {
  const profile = await profileOf[format](path, onProgress);
  if (profile.rows === 0 || profile.columns.length === 0) throw unreadable('it holds no rows');
  const at = profile.columns.findIndex(({ name }) => storableText(name) !== name);
  if (at !== -1) throw unreadable('its name holds the character U+0000 or half of a character', undefined, at + 1);
  return profile;
}

const profileOf: Record<DatasetFormat, (path: string, onProgress: OnProgress) => Promise<TableProfile>> = {
  csv: profileCsv,
  jsonl: profileJsonLines,
  parquet: profileParquet,
};

async function profileCsv(path: string, onProgress: OnProgress): Promise<TableProfile> {
  const { size } = await stat(path);
  const onBytes = (bytes: number): void => onProgress(bytes / size);
  let names: readonly string[] = [];
  let profilers: ColumnProfiler[] = [];
  let rowCount = 0;
  for await (const { columns, rows, values } of readCsv(path, { onBytes })) {
    if (profilers.length === 0) {
      names = columns;
      profilers = columns.map(() => new ColumnProfiler(columns.length));
    }
    profilers.forEach((profiler, at) => values[at]!.forEach((value) => profiler.add(value)));
    rowCount += rows;
  }
  return { rows: rowCount, columns: profilers.map((profiler, index) => profiler.profile(names[index]!, rowCount)) };
}

async function profileJsonLines(path: string, onProgress: OnProgress): Promise<TableProfile> {
  const { size } = await stat(path);
  const profilers = new Map<string, ColumnProfiler>();
  let rows = 0;
  for await (const lines of readJsonLines(path, (bytes) => onProgress(bytes / size))) {
    for (const { line, value } of lines) {
      for (const [name, field] of Object.entries(value)) {
        let profiler = profilers.get(name);
        if (profiler === undefined) {
          if (name.trim() === '') throw unreadable('a column has no name', line);
          if (profilers.size === MAX_COLUMNS)
            throw unreadable(`there are more than ${MAX_COLUMNS} different columns`, line);
          profilers.set(name, (profiler = new ColumnProfiler(Object.keys(value).length)));
        }
        profiler.add(field);
      }
    }
    rows += lines.length;
  }
  return { rows, columns: [...profilers].map(([name, profiler]) => profiler.profile(name, rows)) };
}

/** Column by column: a row group of one column is what is in memory at a time. */
async function profileParquet(path: string, onProgress: OnProgress): Promise<TableProfile> {
  const table = await openParquet(path);
  if (table.columns.length > MAX_COLUMNS)
    throw unreadable(`there are ${table.columns.length} columns, at most ${MAX_COLUMNS} can be read`);
  const columns: ColumnProfile[] = [];
  for (const [index, name] of table.columns.entries()) {
    const profiler = new ColumnProfiler(table.columns.length);
    for (const group of table.groups) {
      await readParquetColumn(table, name, group, (values) => {
        for (let at = 0; at < values.length; at += 1) profiler.add(plainValue(values[at]));
      });
      onProgress((index + group.to / table.rows) / table.columns.length);
    }
    columns.push(profiler.profile(name, table.rows));
  }
  return { rows: table.rows, columns };
}
