import { Readable } from 'node:stream';
import { NewMonitor, type MonitorRun } from '@slipway/contracts';
import { buildNumericCells, LatencySketch } from '@slipway/stats';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { logLine, uuidv7 } from '../src/index.js';
import { ArrivalsRepository } from '../src/monitoring/arrivals.repository.js';
import { deploy, registerVersion, saveNextFlush } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);
const HOSTILE = 'far "away", {x}\\\t';

let test: TestCore;
let endpointId: string;
let versionId: string;
let baselineId: string;
beforeAll(async () => {
  test = await openTestCore();
  versionId = (await registerVersion(test, [1, -1])).id;
  endpointId = await deploy(test);
  const distance = buildNumericCells([...Array(1_999).keys()]);
  const profiles = { prediction: distance, distance };
  const data = { workspaceId: 'default', versionId, dataset: 'reference', datasetVersion: 1, rows: 1_999 };
  const made = await test.core.kit.db.prisma.baseline.create({
    data: { id: crypto.randomUUID(), ...data, profiles: JSON.parse(JSON.stringify(profiles)) },
  });
  baselineId = made.id;
});
afterAll(() => test.stop());

/** day logs `rows` predictions, the first `strange` of them with an outlier in a feature of a hostile name; only so many have `different` inputs. */
async function day(number: number, rows: number, strange: number, different = rows): Promise<void> {
  const at = new Date(FIRST_DAY + number * DAY_MS + 3_600_000);
  const logged = Array.from({ length: rows }, (_, i) => {
    const who = {
      requestId: uuidv7(),
      row: 0,
      endpointId,
      configNumber: 1,
      versionId,
      role: 'stable',
      key: i === 0 ? 'first' : null,
    };
    const what = {
      status: 200,
      latencyMs: 1,
      isDrawn: true,
      inSample: true,
      draw: 0,
      keepRate: 1,
      inputs: { distance: i % different },
      output: { score: 0.5 },
    };
    return logLine({ ...who, ...what, error: null, receivedAt: at, at, outliers: i < strange ? [HOSTILE] : [] });
  });
  await test.core.serving.saveFlush({
    gatewayBoot: uuidv7(),
    sequence: 1,
    rows: logged,
    cells: [{ endpointId, baselineId, feature: 'prediction', minute: at, rows, counts: [1, rows] }],
    spans: [{ endpointId, firstAt: at, lastAt: at }],
    traffic: [],
    evidence: [],
  });
}

/** runsOf are the windows of a monitor, oldest first, once it has compared all that are closed. */
async function runsOf(name: string): Promise<MonitorRun[]> {
  await test.core.monitoring.runMonitor(test.actor, { params: { name } });
  await test.settle();
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, { params: { name }, query: { limit: 99 } });
  return items.toReversed();
}

it('alarms where clearly more predictions than the limit have an outlier, and names the feature', async () => {
  await day(0, 400, 3);
  await day(1, 400, 60);
  await day(2, 1, 0);
  const body = NewMonitor.parse({
    name: 'strange',
    kind: 'outliers',
    endpoint: 'delays',
    floor: 0.05,
    closeBy: 'watermark',
  });
  await test.core.monitoring.createMonitor(test.actor, { body });
  const runs = await runsOf('strange');
  expect(runs).toMatchObject([
    { state: 'ok', rows: 400, metrics: [{ name: 'outlier_share', value: 3 / 400 }] },
    {
      state: 'firing',
      rows: 400,
      metrics: [{ value: 0.15 }],
      sentence: expect.stringContaining(`Most often ${HOSTILE}`),
    },
  ]);
  const asked = { params: { name: 'strange', runId: runs[1]!.id } };
  await expect(test.core.monitoring.causes.explainWindow(test.actor, asked)).rejects.toMatchObject({
    code: 'conflict',
  });
});

it('can be found in the prediction log, by themselves', async () => {
  const list = (outliersOnly: boolean) =>
    test.core.serving.listPredictions(test.actor, {
      params: { name: 'delays' },
      query: { limit: 200, errorsOnly: false, outliersOnly },
    });
  const found = await list(true);
  expect(found.items).toHaveLength(63);
  expect(new Set(found.items.flatMap(({ outliers }) => outliers))).toEqual(new Set([HOSTILE]));
  expect((await list(false)).items).toHaveLength(200);
});

it('a prediction is found in the log by its id, by one row of it, and by its routing key', async () => {
  const list = async (find: string) => {
    const query = { limit: 200, errorsOnly: false, outliersOnly: false, find };
    return (await test.core.serving.listPredictions(test.actor, { params: { name: 'delays' }, query })).items;
  };
  const [keyed, ...others] = await list('first');
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter(({ key }) => key !== 'first')).toEqual([]);
  const [request = ''] = keyed!.predictionId.split('/');
  expect((await list(keyed!.predictionId)).map(({ predictionId }) => predictionId)).toEqual([keyed!.predictionId]);
  expect(new Set((await list(request)).map(({ predictionId }) => predictionId.split('/')[0]))).toEqual(
    new Set([request]),
  );
  expect(await list('00000000-0000-7000-8000-000000000000')).toEqual([]);
  expect(await list("nobody' OR true --")).toEqual([]);
});

const twice = (name: string) =>
  NewMonitor.parse({ name, kind: 'duplicates', endpoint: 'delays', floor: 0.05, closeBy: 'watermark' });

it('rows that come twice have nothing to be compared with while the reference cannot be read', async () => {
  await test.core.monitoring.createMonitor(test.actor, { body: twice('unread') });
  const [first] = await runsOf('unread');
  expect(first).toMatchObject({
    state: 'no_data',
    sentence: expect.stringContaining('The reference of these rows cannot be read'),
  });
});

it('alarms where rows come twice more often than in the reference, and reads that once', async () => {
  await day(3, 400, 0, 100);
  await day(4, 1, 0);
  // Every number twice, but in a reference of 2,000 rows: of 400 of them few meet their twin.
  const lines = ['distance,hour', ...Array.from({ length: 2_000 }, (_, i) => `${i % 1_000},1`)];
  const { digest } = await test.core.artifacts.store(Readable.from([Buffer.from(lines.join('\n'))]));
  const params = { name: 'reference' };
  await test.core.datasets.createDatasetVersion(test.actor, { params, body: { digest, format: 'csv' } });
  await test.core.monitoring.createMonitor(test.actor, { body: twice('twice') });
  const runs = (await runsOf('twice')).filter(({ rows }) => rows === 400);
  expect(runs).toMatchObject([
    { state: 'ok', metrics: [{ name: 'repeated_share', value: 0 }] },
    { state: 'ok', metrics: [{ value: 0 }] },
    {
      state: 'firing',
      sentence: expect.stringContaining('75 % of rows repeat an earlier one of the window'),
      metrics: [{ value: 0.75 }],
    },
  ]);
  expect(runs[2]!.estimates[0]!.value).toBeCloseTo(0.1, 2);
  const { prisma } = test.core.kit.db;
  expect(await prisma.sliceReference.findMany()).toMatchObject([{ slice: 'null', rows: 2_000 }]);
  test.advance(2 * 86_400);
  expect(await test.core.monitoring.removeUnusedSlices()).toBe(0);
  const asked = { params: { name: 'twice', runId: runs[2]!.id } };
  await expect(test.core.monitoring.causes.explainWindow(test.actor, asked)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('duplicates'),
  });
  const beside = await test.core.monitoring.causes.compareWindows(test.actor, {
    ...asked,
    query: { against: runs[0]!.id },
  });
  expect(beside).toMatchObject({ features: [], metrics: [{ reference: { value: 0 }, current: { value: 0.75 } }] });
  const preview = await test.core.monitoring.previewMonitor(test.actor, { body: twice('tried') });
  expect(preview.alarms).toBe(1);
});

it('rows of which the log leaves out a feature are not told apart', async () => {
  const change = (redactions: { feature: string; by: 'removal' | 'digest' }[]) =>
    test.core.serving.updateEndpoint(test.actor, { params: { name: 'delays' }, body: { redactions } });
  const previewed = () => test.core.monitoring.previewMonitor(test.actor, { body: twice('tried') });
  await change([
    { feature: '*', by: 'removal' },
    { feature: 'distance', by: 'digest' },
  ]);
  const { alarms, windows } = await previewed();
  expect(alarms).toBe(0);
  expect(windows.map(({ sentence }) => sentence)).toContain('Rows cannot be told apart: the log leaves out hour.');
  await change([{ feature: 'hour', by: 'digest' }]);
  expect((await previewed()).alarms).toBe(1);
  const traffic = { params: { name: 'delays', version: 1 }, body: { endpoint: 'delays' } };
  await expect(test.core.monitoring.baselines.build(test.actor, traffic)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('does not keep hour as callers sent it'),
  });
  await change([]);
});

it('a slice is compared with the same slice of the reference', async () => {
  const body = { ...twice('far'), slice: { feature: 'distance', from: 50 } };
  await test.core.monitoring.createMonitor(test.actor, { body });
  expect((await runsOf('far')).find(({ state }) => state === 'firing')).toMatchObject({
    rows: 200,
    sentence: expect.stringMatching(/^distance from 50: 75 % of rows .* of as many of the reference 5\.\d % do/),
  });
});

it('rows with a picture are not told apart, and the verdict says so', async () => {
  const { prisma } = test.core.kit.db;
  const { schema } = await prisma.modelVersion.findUniqueOrThrow({ where: { id: versionId } });
  const known = schema as { features: object[] };
  const scan = { name: 'scan', type: 'image', input: 'scan', index: 0 };
  const withPicture = { ...known, features: [...known.features, scan] };
  await prisma.modelVersion.update({ where: { id: versionId }, data: { schema: withPicture } });
  const { windows } = await test.core.monitoring.previewMonitor(test.actor, { body: twice('pictures') });
  await prisma.modelVersion.update({ where: { id: versionId }, data: { schema: known } });
  expect(windows[0]).toMatchObject({ state: 'no_data', sentence: expect.stringContaining('scan is an image') });
});

/** came counts so many predictions on a day, all of them in its first seconds. */
function came(bucketAt: Date, rows: number): Promise<void> {
  const times = new LatencySketch().serialize();
  const counts = { requests: rows, rows, errors: 0, units: rows, errorUnits: 0, errorCodes: {} };
  const of = { endpointId, configNumber: 1, versionId, role: 'stable' as const, bucketAt };
  return saveNextFlush(test, { traffic: [{ ...of, ...counts, latency: times, runTime: times }] });
}

it('alarms where fewer predictions come than usual at that time, and where none come at all', async () => {
  const body = NewMonitor.parse({ name: 'fewer', kind: 'volume', endpoint: 'delays', floor: 0.3 });
  await test.core.monitoring.createMonitor(test.actor, { body });
  expect(await runsOf('fewer')).toEqual([]);
  const nowMs = test.core.kit.clock.now().getTime();
  const today = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
  test.advance((today + DAY_MS / 2 - nowMs) / 1_000);
  const numbers = [1_000, 1_010, 990, 1_000, 1_020, 980, 1_000, 1_005, 400, 0];
  for (const [i, rows] of numbers.entries())
    if (rows > 0) await came(new Date(today - (numbers.length - i) * DAY_MS), rows);
  const runs = await runsOf('fewer');
  expect(runs.map(({ rows }) => rows)).toEqual(numbers);
  expect(runs.map(({ state }) => state)).toEqual([...Array<string>(7).fill('no_data'), 'ok', 'firing', 'firing']);
  expect(runs[6]!.sentence).toContain('it takes 7 earlier days without an alarm, 6 are known.');
  expect(runs[9]).toMatchObject({
    sentence: expect.stringMatching(/^No predictions came; in a day it is usually about (99\d|1,00\d) /),
    metrics: [{ name: 'predictions', value: 0 }],
    estimates: [{ name: 'predictions' }],
  });
  const preview = await test.core.monitoring.previewMonitor(test.actor, { body });
  expect(preview).toMatchObject({ alarms: 1, windows: Array.from(numbers, () => ({})) });
});

it('counts what came in an index, without the rows and their latencies', async () => {
  const counting = vi.spyOn(test.core.kit.db.pool, 'query');
  await new ArrivalsRepository(test.core.kit.db).counts(endpointId, [{ from: new Date(0), to: new Date() }]);
  const [statement, values] = counting.mock.calls[0] as unknown as [string, unknown[]];
  counting.mockRestore();
  const client = await test.core.kit.db.pool.connect();
  await client.query('VACUUM ANALYZE "TrafficBucket"');
  await client.query('SET enable_seqscan = off');
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`, values);
  await client.query('RESET enable_seqscan');
  client.release();
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(
    'Index Only Scan using "TrafficBucket_arrivals_idx"',
  );
});

it('a silence is an alarm as long as it is known what is usual, is told for four weeks, and not for ever', async () => {
  test.advance(90 * 86_400);
  const runs = await runsOf('fewer');
  expect(runs.length).toBeGreaterThan(30);
  expect(runs.length).toBeLessThan(40);
  const states = runs.slice(7).map(({ state }) => state);
  expect(states.slice(0, 23)).toEqual(['ok', ...Array<string>(22).fill('firing')]);
  expect(new Set(states.slice(23))).toEqual(new Set(['no_data']));
  expect(runs.at(-1)).toMatchObject({ rows: 0, sentence: expect.stringContaining('earlier days without an alarm') });
  expect(await runsOf('fewer')).toHaveLength(runs.length);
});

it('needs a baseline, like everything that is compared with one', async () => {
  await test.core.kit.db.prisma.baseline.delete({ where: { id: baselineId } });
  const body = NewMonitor.parse({ name: 'later', kind: 'outliers', endpoint: 'delays' });
  await expect(test.core.monitoring.createMonitor(test.actor, { body })).rejects.toMatchObject({ code: 'conflict' });
});
