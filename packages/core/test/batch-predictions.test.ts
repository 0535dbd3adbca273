import { appendFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { NewBatchPrediction } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let folder: string;

const csv = [
  'distance,hour,origin',
  ...Array.from({ length: 12_000 }, (_, i) => `${i === 7 ? 'far' : i / 6_000 - 1},${i % 24},${i % 2 ? 'SFO' : 'ORD'}`),
].join('\n');
const sigmoid = (x: number) => expect.closeTo(1 / (1 + Math.exp(-x)), 5) as number;

beforeAll(async () => {
  test = await openTestCore();
  folder = join(test.core.kit.settings.dataFolder, 'batch-predictions');
  const { core, actor } = test;
  await registerVersion(test, [1, 0]);
  const { digest } = await core.artifacts.store(Readable.from([Buffer.from(csv)]));
  await core.datasets.createDatasetVersion(actor, { params: { name: 'flights' }, body: { format: 'csv', digest } });
});
afterAll(() => test.stop());

const start = async (asked: object) => {
  const whole = { model: 'delays', version: 1, dataset: 'flights', output: 'predicted', ...asked };
  const { job } = await test.core.batchPredictions.start(test.actor, { body: NewBatchPrediction.parse(whole) });
  return job.id;
};
const jobOf = (id: string) => test.core.jobs.get(test.actor, id);
const rowsOf = async (name: string, version: number, offset: number, limit: number) => {
  const asked = { params: { name, version }, query: { offset, limit } };
  const { columns, rows } = await test.core.datasets.previewDatasetVersion(test.actor, asked);
  return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
};

it('predicts every row, in order, and tells which ones do not fit', async () => {
  const id = await start({ keep: ['origin'] });
  await test.settle();
  expect(await jobOf(id)).toMatchObject({
    state: 'done',
    progress: 1,
    result: { dataset: 'predicted', version: 1, rows: 12_000, failedRows: 1 },
  });
  const { rows } = await test.core.datasets.requireVersion(test.actor, 'predicted');
  expect(rows).toBe(12_000);
  expect(await rowsOf('predicted', 1, 6, 2)).toEqual([
    { row: 6, origin: 'ORD', predicted_label: 'on time', predicted_score: sigmoid(-0.999), error: null },
    expect.objectContaining({ row: 7, origin: 'SFO', error: expect.stringContaining('distance') as string }),
  ]);
  expect(await rowsOf('predicted', 1, 11_999, 1)).toMatchObject([
    { row: 11_999, predicted_score: sigmoid(1 - 1 / 6_000) },
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

it('goes on where an attempt on this machine was cut off, also in the middle of a line', async () => {
  const id = await start({ output: 'resumed' });
  mkdirSync(folder, { recursive: true });
  const left = [
    { row: 0, predicted_score: 'as before', error: null },
    { row: 1, error: 'as before' },
  ];
  appendFileSync(
    join(folder, `${id}.jsonl`),
    `${left.map((line) => `${JSON.stringify(line)}\n`).join('')}{"row":2,"predi`,
  );
  await test.settle();
  expect(await jobOf(id)).toMatchObject({ state: 'done', result: { rows: 12_000, failedRows: 2 } });
  const first = await rowsOf('resumed', 1, 0, 3);
  expect(first).toMatchObject([
    { predicted_score: 'as before' },
    { error: 'as before' },
    { row: 2, predicted_label: 'on time' },
  ]);
});

it('takes the stable version of an endpoint, and makes no second version of the same predictions', async () => {
  await deploy(test);
  const id = await start({ endpoint: 'delays', model: undefined, version: undefined, keep: ['origin'] });
  await test.settle();
  expect(await jobOf(id)).toMatchObject({ state: 'done', result: { dataset: 'predicted', version: 1 } });
});

it.each(['csv', 'parquet'] as const)(
  'becomes %s where that is asked for, and leaves no file behind',
  async (format) => {
    const id = await start({ output: `as-${format}`, keep: ['origin'], format });
    await test.settle();
    expect(await jobOf(id)).toMatchObject({ state: 'done', result: { rows: 12_000, failedRows: 1 } });
    expect(await test.core.datasets.requireVersion(test.actor, `as-${format}`)).toMatchObject({ format, rows: 12_000 });
    expect(await rowsOf(`as-${format}`, 1, 6, 2)).toMatchObject([
      { row: 6, origin: 'ORD', predicted_label: 'on time', predicted_score: sigmoid(-0.999), error: null },
      { row: 7, origin: 'SFO', predicted_label: null, error: expect.stringContaining('distance') as string },
    ]);
    expect(readdirSync(folder)).toEqual([]);
  },
);

it('a cancelled one leaves nothing', async () => {
  const id = await start({ output: 'never' });
  await test.core.jobs.cancel(test.actor, id);
  await test.settle();
  expect((await jobOf(id)).state).toBe('cancelled');
  await expect(test.core.datasets.getDataset(test.actor, { params: { name: 'never' } })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(existsSync(join(folder, `${id}.jsonl`))).toBe(false);
});

it.each([
  [{ version: 9 }, 'not_found'],
  [{ dataset: 'nowhere' }, 'not_found'],
  [{ keep: ['height'] }, 'schema_mismatch'],
])('refuses %j with %s before a job is made', async (asked, code) => {
  await expect(start(asked)).rejects.toMatchObject({ code });
});

it.each([{ output: 'flights' }, { endpoint: 'delays' }, { model: undefined }])('refuses %j as wrong', async (asked) => {
  await expect(start(asked)).rejects.toThrow(/dataset of their own|name an endpoint/);
});
