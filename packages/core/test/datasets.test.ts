import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { DatasetFormat } from '@slipway/contracts';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/index.js';
import { openTestCore, type TestCore } from './test-core.js';

const flights = new URL('../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url);

/** A Parquet file of several row groups, with more values than a profile keeps. */
const BIG_ROWS = 250_000;
function bigParquet(): Buffer {
  const of = <T>(make: (row: number) => T): T[] => Array.from({ length: BIG_ROWS }, (_, row) => make(row));
  const columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'] = [
    { name: 'delay', data: of((row) => ((row + 1) * 0.6180339887498949) % 1), type: 'DOUBLE' },
    { name: 'distance', data: of((row) => row % 2_000), type: 'INT32' },
    { name: 'origin', data: of((row) => ['SFO', 'JFK', 'ATL'][row % 3]), type: 'STRING' },
  ];
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 100_000 }));
}

let test: TestCore;
beforeAll(async () => {
  test = await openTestCore();
});
afterAll(() => test.stop());

async function upload(
  name: string,
  content: string | Buffer,
  { format, waitBytes }: { format?: DatasetFormat; waitBytes?: number } = {},
) {
  const { digest } = await test.core.artifacts.store(Readable.from([Buffer.from(content)]));
  const body = { digest, ...(format && { format }) };
  return test.core.datasets.createDatasetVersion(
    test.actor,
    { params: { name }, body },
    waitBytes === undefined ? {} : { waitBytes },
  );
}

describe('a list', () => {
  const list = async (query: { filter?: string; q?: string; cursor?: string; limit?: number }) => {
    const found = await test.core.datasets.listDatasets(test.actor, { query: { limit: 10, ...query } });
    return { names: found.items.map(({ name }) => name), nextCursor: found.nextCursor };
  };

  it('is filtered in MLflow’s grammar, by part of a name, and paged', async () => {
    for (const [name, team] of [
      ['listed b', 'eu'],
      ['Listed a', 'eu'],
      ['listed 100%', 'us'],
    ] as const)
      await test.core.datasets.createDataset(test.actor, { body: { name, description: '', tags: { team } } });
    expect((await list({ filter: "tags.team = 'eu' AND name ILIKE 'listed%'" })).names).toEqual([
      'Listed a',
      'listed b',
    ]);
    expect((await list({ q: '100%' })).names).toEqual(['listed 100%']);
    const first = await list({ q: 'LISTED', limit: 2 });
    expect(first.names).toEqual(['listed 100%', 'Listed a']);
    expect(await list({ q: 'LISTED', limit: 2, cursor: first.nextCursor ?? '' })).toEqual({
      names: ['listed b'],
      nextCursor: null,
    });
    await expect(list({ filter: 'rows > 3' })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

const preview = async (name: string, offset: number, limit: number) =>
  (
    await test.core.datasets.previewDatasetVersion(test.actor, {
      params: { name, version: 1 },
      query: { offset, limit },
    })
  ).rows;

describe.concurrent('a table', () => {
  it.each([
    ['CSV', 'id,city,delay\n1,"São, Paulo",1.5\n2,,NaN\n3,Köln,inf\n'],
    [
      'CSV with a byte order mark and windows line ends',
      '\uFEFFid,city,delay\r\n1,"São, Paulo",1.5\r\n2,,nan\r\n3,Köln,inf\r\n',
    ],
    ['CSV with semicolons', 'id;city;delay\n1;São, Paulo;1.5\n2;;NaN\n3;Köln;inf\n'],
  ])('is profiled: %s', async (format, text) => {
    const version = await upload(`read ${format}`, text);
    expect(version).toMatchObject({ version: 1, rows: 3, state: 'ready', format: 'csv' });
    expect(version.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id numeric',
      'city categorical',
      'delay numeric',
    ]);
    expect(version.columns[1]).toMatchObject({ missing: 1, distinct: 2 });
    expect(version.columns[2]).toMatchObject({ missing: 0, nan: 1, infinite: 1, min: 1.5, max: 1.5 });
    expect(await preview(`read ${format}`, 1, 1)).toEqual([[2, null, 'NaN']]);
  });

  it('is profiled: JSONL whose rows have different fields', async () => {
    const version = await upload('lines', '{"a": 1, "tags": ["x"]}\n\n{"b": "é", "a": null}\n');
    expect(version).toMatchObject({ rows: 2, format: 'jsonl' });
    expect(version.columns.map(({ name, missing }) => [name, missing])).toEqual([
      ['a', 1],
      ['tags', 1],
      ['b', 1],
    ]);
    expect(await preview('lines', 0, 2)).toEqual([
      [1, '["x"]', null],
      [null, null, 'é'],
    ]);
  });

  it('may have a column with the name of a property of every object', async () => {
    const version = await upload('proto', '__proto__,constructor\n1,2\n');
    expect(version.columns.map(({ name, max }) => [name, max])).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(await preview('proto', 0, 1)).toEqual([[1, 2]]);
  });

  it.each([
    ['ragged', 'a,b\n1,2\n3\n', 'line 3, column 2: the row has 1 fields, the header has 2', 'line[3].column[2]'],
    ['too wide', 'a,b\n1,2,3\n', 'line 2, column 3: the row has 3 fields, the header has 2', 'line[2].column[3]'],
    [
      'column twice',
      'a,b,a\n1,2,3\n',
      'line 1, column 3: the name "a" is there twice, first in column 1',
      'line[1].column[3]',
    ],
    ['column without name', ',b\n1,2\n', 'line 1, column 1: the column has no name', 'line[1].column[1]'],
    ['no row', 'a,b\n', 'it holds no rows', 'file'],
    ['no JSON', '{"a": 1}\n{"a": \n', 'line 2: this is not JSON', 'line[2]'],
    ['no object', '{"a": 1}\n[1]\n', 'line 2: this is JSON, but not an object', 'line[2]'],
  ])('is refused with its place: %s', async (name, text, message, path) => {
    const refused = upload(name, text);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ code: 'dataset_invalid', errors: [{ path }] });
    await expect(test.core.datasets.getDataset(test.actor, { params: { name } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is refused with the line of bytes that are not UTF-8, also far down', async () => {
    const rows = Buffer.from(`name\n${'é\n'.repeat(200_000)}`);
    await expect(upload('latin', Buffer.concat([rows, Buffer.from('ok\nM\xFCnchen\n', 'latin1')]))).rejects.toThrow(
      'line 200,003: byte 2 of the line is not UTF-8',
    );
  });

  it.each([
    ['empty', Buffer.alloc(0), 'empty'],
    ['gzip', Buffer.from('1f8b0800', 'hex'), 'gzip'],
    ['UTF-16', Buffer.from('\uFEFFa,b\n1,2', 'utf16le'), 'UTF-16'],
    ['binary', Buffer.from([1, 0, 2]), 'neither Parquet nor text'],
  ])('is refused by its bytes: %s', (name, bytes, message) =>
    expect(upload(name, bytes)).rejects.toMatchObject({
      code: 'unsupported_format',
      message: expect.stringContaining(message),
    }),
  );

  it.each([
    ['cut off', async () => (await readFile(flights)).subarray(0, 50_000)],
    ['lies about its length', async () => Buffer.from('PAR1\xff\xff\xff\x7fPAR1', 'latin1')],
  ])('is refused when its Parquet is damaged: %s', async (name, bytes) => {
    await expect(upload(name, await bytes())).rejects.toMatchObject({ code: 'dataset_invalid' });
  });
});

it('with the character U+0000 in its values is read, and shown without it', async () => {
  const late = 'a,b\n'.concat('1,x\n'.repeat(2_000), '1,y\0z\n1,y\0z\n');
  const { columns } = await upload('with zeros', late);
  expect(columns[1]!.top.map(({ value }) => value)).toEqual(['x', 'yz']);
  await expect(upload('with zeros', '{"a":1,"\\u0000":2}\n')).rejects.toMatchObject({ code: 'dataset_invalid' });
});

describe('a big table', () => {
  it('is profiled by a job, and usable only then', async () => {
    const version = await upload('big', bigParquet(), { waitBytes: 1_000 });
    expect(version).toMatchObject({ version: 1, state: 'profiling', rows: 0 });
    await expect(preview('big', 0, 1)).rejects.toMatchObject({ code: 'conflict' });
    expect((await test.core.datasets.getDataset(test.actor, { params: { name: 'big' } })).latest).toBeNull();
    await test.settle();
    const job = await test.core.jobs.get(test.actor, version.jobId!);
    expect(job).toMatchObject({ state: 'done', name: 'datasets.profile', subject: 'big v1' });
    const ready = await test.core.datasets.requireVersion(test.actor, 'big');
    expect(ready).toMatchObject({ state: 'ready', rows: BIG_ROWS, format: 'parquet' });
    expect(ready.columns.every(({ missing, quantileError }) => missing === 0 && quantileError < 0.01)).toBe(true);
    expect(await preview('big', BIG_ROWS - 1, 5)).toHaveLength(1);
  });

  it('says why it cannot be read also in words that no database stores', async () => {
    const late = `{"a":1}\n`.repeat(1_000);
    await upload('broken late', `${late}\0 \n`, { format: 'jsonl', waitBytes: 1 });
    await test.settle();
    const params = { name: 'broken late', version: 1 };
    expect(await test.core.datasets.getDatasetVersion(test.actor, { params })).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('line 1,001'),
    });
  });

  it('whose reading was cancelled, or whose worker was lost, has failed', async () => {
    const [cancelled, lost] = [
      await upload('given up', 'a\n1\n', { waitBytes: 1 }),
      await upload('given up', 'a\n2\n', { waitBytes: 1 }),
    ];
    await test.core.jobs.cancel(test.actor, cancelled.jobId!);
    await test.core.kit.db.prisma.job.update({
      where: { id: lost.jobId! },
      data: { state: 'failed', error: { code: 'worker_lost', detail: 'The worker stopped.' } },
    });
    const query = { limit: 10 };
    const { items } = await test.core.datasets.listDatasetVersions(test.actor, { params: { name: 'given up' }, query });
    expect(items.map(({ state, error }) => [state, error])).toEqual([
      ['failed', 'The worker stopped.'],
      ['failed', 'Reading it was cancelled.'],
    ]);
    await expect(test.core.datasets.requireVersion(test.actor, 'given up', 1)).rejects.toThrow('could not be read');
  });

  it('says why it cannot be read', async () => {
    const version = await upload('broken', 'a,b\n1\n', { waitBytes: 1 });
    await test.settle();
    const failed = await test.core.datasets.getDatasetVersion(test.actor, { params: { name: 'broken', version: 1 } });
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringContaining('line 2, column 2') });
    expect(await test.core.jobs.get(test.actor, version.jobId!)).toMatchObject({
      state: 'failed',
      error: { code: 'dataset_invalid' },
    });
    await expect(test.core.datasets.requireVersion(test.actor, 'broken', 1)).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe.concurrent('a dataset', () => {
  it('compares two versions', async () => {
    await upload('grows', 'a,b\n1,x\n2,y\n');
    await upload('grows', 'b,c\nx,1\nx,2\n');
    const found = await test.core.datasets.compareDatasetVersions(test.actor, {
      params: { name: 'grows', version: 2 },
      query: { with: 1 },
    });
    expect(found).toMatchObject({
      before: { version: 1 },
      after: { version: 2 },
      schema: { added: [{ name: 'c' }], removed: [{ name: 'a' }], retyped: [] },
      columns: [{ name: 'b', shift: 0.5, shiftBy: 'total_variation' }],
    });
  });

  it('changes what people say about it, and logs it', async () => {
    await upload('described', 'a\n1\n');
    const params = { name: 'described' };
    const changed = await test.core.datasets.updateDataset(test.actor, {
      params,
      body: { description: 'May', tags: { team: 'ops' } },
    });
    expect(changed).toMatchObject({ description: 'May', tags: { team: 'ops' }, latest: { version: 1 } });
    await test.core.datasets.updateDataset(test.actor, { params, body: { tags: {} } });
    expect(await test.core.datasets.getDataset(test.actor, { params })).toMatchObject({ description: 'May', tags: {} });
  });

  it('never gives the number of a deleted version again', async () => {
    for (const value of [1, 2]) await upload('numbered', `a\n${value}\n`);
    await test.core.datasets.deleteDatasetVersion(test.actor, { params: { name: 'numbered', version: 2 } });
    expect(await upload('numbered', 'a\n3\n')).toMatchObject({ version: 3 });
  });

  it('keeps versions that something was made from', async () => {
    for (const value of [1, 2]) await upload('used', `a\n${value}\n`);
    const evaluation = { id: uuidv7(), workspaceId: 'default', versionId: uuidv7(), model: 'm', version: 4 };
    await test.core.kit.db.prisma.evaluation.create({
      data: { ...evaluation, dataset: 'used', datasetVersion: 1, target: 'a', gates: [], jobId: uuidv7() },
    });
    const uses = await test.core.datasets.listDatasetUses(test.actor, { params: { name: 'used' } });
    expect(uses.items).toMatchObject([{ kind: 'evaluation', model: 'm', modelVersion: 4, datasetVersion: 1 }]);
    const used = { code: 'in_use', message: expect.stringContaining('1 evaluation') };
    const remove = (version: number) =>
      test.core.datasets.deleteDatasetVersion(test.actor, { params: { name: 'used', version } });
    await expect(remove(1)).rejects.toMatchObject(used);
    await remove(2);
    await expect(test.core.datasets.deleteDataset(test.actor, { params: { name: 'used' } })).rejects.toMatchObject(
      used,
    );
    await test.core.kit.db.prisma.evaluation.delete({ where: { id: evaluation.id } });
    await test.core.datasets.deleteDataset(test.actor, { params: { name: 'used' } });
  });

  it('is kept by training runs and model versions', async () => {
    const { digest } = await upload('held', 'a\n77\n');
    const { prisma } = test.core.kit.db;
    const training = {
      id: uuidv7(),
      workspaceId: 'default',
      trainer: 't',
      why: 'w',
      jobId: uuidv7(),
      model: 'm',
      input: {},
      startedBy: 'Ada',
    };
    await prisma.trainingRun.create({ data: { ...training, dataDigest: digest } });
    await test.core.registry.versions.create(test.actor, {
      params: { name: 'held-model' },
      body: {
        files: [{ path: 'weights.bin', digest }],
        framework: 'opaque',
        metrics: {},
        params: {},
        tags: {},
        lineage: { datasetDigest: digest },
        description: '',
      },
    });
    const { items } = await test.core.datasets.listDatasetUses(test.actor, { params: { name: 'held' } });
    expect(items.map(({ kind }) => kind).toSorted((a, b) => a.localeCompare(b))).toEqual(['training', 'version']);
    expect(items.every(({ datasetVersion }) => datasetVersion === 1)).toBe(true);
  });
});
