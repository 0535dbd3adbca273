import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readColumns } from './read-columns.js';
import { readRows } from './read-rows.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-columns-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const path = join(folder, 'table');
  await writeFile(path, text);
  return path;
}

async function allOf<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

const lines = Array.from({ length: 12_001 }, (_, i) => `${i},${i % 3 === 0 ? '' : `city ${i % 7}`},"a ""b"" ${i % 2}"`);

describe('readColumns', () => {
  it('reads of a CSV file what readRows reads, in batches that a model can take', async () => {
    const path = await fileOf(`id,city,text\n${lines.join('\n')}`);
    const [ids, texts, sizes]: [unknown[], unknown[], number[]] = [[], [], []];
    for await (const { rows, columns } of readColumns(path, 'csv', ['text', 'id', 'nowhere'])) {
      expect([...columns.keys()]).toEqual(['text', 'id', 'nowhere']);
      expect(columns.get('nowhere')).toEqual([]);
      ids.push(...columns.get('id')!);
      texts.push(...columns.get('text')!);
      sizes.push(rows);
    }
    const rows = (await allOf(readRows(path, 'csv'))).flat();
    expect(rows).toHaveLength(12_001);
    expect(ids).toEqual(rows.map(({ id }) => id));
    expect(texts).toEqual(rows.map(({ text }) => text));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5_000);
  });

  it('pages of a CSV file begin and end where they should', async () => {
    const path = await fileOf(`id,city,text\n${lines.join('\n')}`);
    const page = (await allOf(readRows(path, 'csv', { from: 4_999, limit: 3 }))).flat();
    expect(page.map(({ id }) => id)).toEqual([4_999, 5_000, 5_001]);
    expect(page[1]).toEqual({ id: 5_000, city: 'city 2', text: 'a "b" 0' });
    expect((await allOf(readRows(path, 'csv', { from: 12_001, limit: 5 }))).flat()).toEqual([]);
  });

  it('reads of a Parquet file what readRows reads, across pages, batches and row groups', async () => {
    const path = join(folder, 'table.parquet');
    const count = 54_001;
    const of = <T>(make: (row: number) => T): T[] => Array.from({ length: count }, (_, row) => make(row));
    const [first, last] = [new Date('2026-01-01T00:00:00.000Z'), new Date('2026-01-02T00:00:00.000Z')];
    const columnData = [
      { name: 'id', data: of((row) => row), type: 'INT32' },
      { name: 'big', data: of((row) => BigInt(row)), type: 'INT64' },
      { name: 'city', data: of((row) => (row % 3 === 0 ? null : `city ${row % 7}`)), type: 'STRING', nullable: true },
      { name: 'at', data: of((row) => (row % 2 === 0 ? first : last)), type: 'TIMESTAMP' },
      { name: 'labels', data: of((row) => (row % 5 === 0 ? [] : [`a ${row % 4}`, 'b'])), type: 'JSON' },
    ] as Parameters<typeof parquetWriteBuffer>[0]['columnData'];
    const buffer = parquetWriteBuffer({ columnData, rowGroupSize: 52_000, pageSize: 30_000 });
    await writeFile(path, new Uint8Array(buffer));
    const names = ['labels', 'at', 'city', 'big', 'id', 'nowhere'];
    const read = new Map(names.map((name): [string, unknown[]] => [name, []]));
    const sizes: number[] = [];
    for await (const { rows, columns } of readColumns(path, 'parquet', names)) {
      sizes.push(rows);
      for (const name of names) read.get(name)!.push(...columns.get(name)!);
    }
    const rows = (await allOf(readRows(path, 'parquet'))).flat();
    expect(rows).toHaveLength(count);
    expect(rows[1]).toEqual({ id: 1, big: 1, city: 'city 1', at: last.toISOString(), labels: ['a 1', 'b'] });
    for (const name of names.slice(0, -1)) expect(read.get(name)).toEqual(rows.map((row) => row[name]));
    expect(read.get('nowhere')).toEqual([]);
    expect([Math.max(...sizes), sizes.reduce((sum, size) => sum + size, 0)]).toEqual([5_000, count]);
  });

  it('gathers lines of JSON to batches that are worth a run', async () => {
    const path = await fileOf(
      Array.from({ length: 12_001 }, (_, id) => `{"id":${id},"text":"${'x'.repeat(50)}"}`).join('\n'),
    );
    const batches = await allOf(readColumns(path, 'jsonl', ['id', 'nowhere']));
    expect(batches.map(({ rows }) => rows)).toEqual([5_000, 5_000, 2_001]);
    expect(batches.flatMap(({ columns }) => columns.get('id'))).toEqual(Array.from({ length: 12_001 }, (_, id) => id));
    expect(batches[2]?.columns.get('nowhere')?.every((value) => value === undefined)).toBe(true);
  });

  it('a key that a line of JSON does not name is undefined, not what every object has', async () => {
    const path = await fileOf('{"a":1}\n{"a":null,"constructor":2}\n');
    const [batch] = await allOf(readColumns(path, 'jsonl', ['a', 'constructor']));
    expect(batch?.columns.get('a')).toEqual([1, null]);
    expect(batch?.columns.get('constructor')).toEqual([undefined, 2]);
  });

  it('names the line that does not fit, though its column is not wanted', async () => {
    const path = await fileOf('a,b\n1,2\n3\n');
    const read = allOf(readColumns(path, 'csv', ['a']));
    await expect(read).rejects.toThrow('line 3, column 2: the row has 1 fields, the header has 2');
  });
});
