import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { NewBaseline, NewMonitor, type MonitorRun } from '@slipway/contracts';
import { buildCategoricalCells, buildNumericCells, countValues, type Profile } from '@slipway/stats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logLine, uuidv7 } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const HOUR_MS = 3_600_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);
const timeOf = (day: number, hour: number): Date => new Date(FIRST_DAY + (24 * day + hour) * HOUR_MS);

interface Flight {
  distance: number;
  hour: number;
  hub: string;
}
/** Flights of ATL go 0 to 1 far, those of other hubs .6 to 1.6; `hubs` are the hubs of ten in a row. */
const flights = (rows: number, hubs: string[]): Flight[] =>
  Array.from({ length: rows }, (_, i) => {
    const hub = hubs[i % hubs.length]!;
    return { hub, hour: i % 24, distance: (((i + 1) * 0.7548776662466927) % 1) + (hub === 'ATL' ? 0 : 0.6) };
  });
const usual = 'ATL ATL ATL LAX ATL ATL ATL ATL LAX ATL'.split(' ');
const western = 'LAX LAX ATL LAX LAX DEN LAX LAX LAX ATL'.split(' ');
const reference = flights(2_000, usual);
const profiles: Record<string, Profile> = {
  prediction: buildNumericCells(reference.map(({ distance }) => distance)),
  distance: buildNumericCells(reference.map(({ distance }) => distance)),
  hub: buildCategoricalCells(reference.map(({ hub }) => hub)),
};

let test: TestCore;
let endpointId: string;
let versionId: string;
let baselineId: string;
beforeAll(async () => {
  test = await openTestCore();
  versionId = (await registerVersion(test, [1, -1])).id;
  endpointId = await deploy(test);
  const lines = ['distance,hour,hub', ...reference.map(({ distance, hour, hub }) => `${distance},${hour},${hub}`)];
  const { digest } = await test.core.artifacts.store(Readable.from([Buffer.from(lines.join('\n'))]));
  await test.core.datasets.createDatasetVersion(test.actor, {
    params: { name: 'reference' },
    body: { digest, format: 'csv' },
  });
  const data = { workspaceId: 'default', dataset: 'reference', datasetVersion: 1, rows: reference.length };
  const made = await test.core.kit.db.prisma.baseline.create({
    data: { id: crypto.randomUUID(), versionId, ...data, profiles: JSON.parse(JSON.stringify(profiles)) },
  });
  baselineId = made.id;
});
afterAll(() => test.stop());

/** served counts and logs the flights of an hour, with their outcomes; `isWrong` says whose prediction was. */
async function served(
  at: Date,
  some: readonly Flight[],
  isWrong: (flight: Flight, i: number) => boolean,
): Promise<void> {
  const counted = (feature: string, values: unknown[]) => ({
    endpointId,
    baselineId,
    feature,
    minute: at,
    rows: some.length,
    counts: countValues(profiles[feature]!, values).flatMap((count, cell) => (count > 0 ? [cell, count] : [])),
  });
  const logged = some.map((inputs, i) => {
    const who = { requestId: uuidv7(), row: 0, endpointId, configNumber: 1, versionId, role: 'stable', key: null };
    const what = {
      status: 200,
      latencyMs: 1,
      isDrawn: true,
      inSample: true,
      draw: 0,
      keepRate: 1,
      outliers: [],
      inputs,
      error: null,
      receivedAt: at,
      at,
    };
    const actual = i % 2;
    const said = isWrong(inputs, i) ? 1 - actual : actual;
    return { row: { ...who, ...what, output: { score: 0.1 + 0.8 * said } }, actual };
  });
  const distances = some.map(({ distance }) => distance);
  await test.core.serving.saveFlush({
    gatewayBoot: uuidv7(),
    sequence: 1,
    rows: logged.map(({ row }) => logLine(row)),
    cells: [
      counted('prediction', distances),
      counted('distance', distances),
      counted(
        'hub',
        some.map(({ hub }) => hub),
      ),
    ],
    spans: [{ endpointId, firstAt: at, lastAt: at }],
    traffic: [],
    evidence: [],
  });
  const items = logged.map(({ row, actual }) => ({ predictionId: row.requestId, actual }));
  await test.core.monitoring.feedback.record(test.actor, { body: { items } });
}

const oneInTen = (_: Flight, i: number) => i % 10 === 0;
const causes = () => test.core.monitoring.causes;

async function runsOf(name: string): Promise<MonitorRun[]> {
  await test.core.monitoring.runMonitor(test.actor, { params: { name } });
  await test.settle();
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, { params: { name }, query: { limit: 50 } });
  return items.toReversed();
}
const watch = (more: object) =>
  test.core.monitoring.createMonitor(test.actor, {
    body: NewMonitor.parse({ endpoint: 'delays', closeBy: 'watermark', minimumRows: 100, ...more }),
  });

describe('western hubs from noon of the third day on', () => {
  beforeAll(async () => {
    for (let day = 0; day < 2; day += 1)
      for (const at of [3, 9, 15, 21]) await served(timeOf(day, at), flights(120, usual), oneInTen);
    for (const at of [3, 9]) await served(timeOf(2, at), flights(120, usual), oneInTen);
    const isWrong = (flight: Flight, i: number) => flight.hub !== 'ATL' || oneInTen(flight, i);
    for (const at of [12, 18]) await served(timeOf(2, at), flights(300, western), isWrong);
    await served(timeOf(3, 1), flights(1, usual), oneInTen);
    await watch({ name: 'drift' });
    await watch({ name: 'accuracy', kind: 'performance', metric: 'accuracy', limit: 0.8 });
    await watch({ name: 'quality', kind: 'quality', floor: 0.02 });
  });

  it('are named: the slice, the hour, the new category', async () => {
    const runs = await runsOf('drift');
    expect(runs.map(({ state }) => state)).toEqual(['ok', 'ok', 'firing']);
    const params = { name: 'drift', runId: runs[2]!.id };
    const { explanation } = await causes().getRootCause(test.actor, { params });
    expect(explanation).toMatchObject({ referenceRows: 2_000, currentRows: 840, notes: [] });
    const distance = explanation!.causes.find(({ subject }) => subject === 'distance')!;
    expect(distance).toMatchObject({ beganAt: timeOf(2, 12).toISOString(), resolution: 'hour' });
    expect(distance.slices[0]).toMatchObject({ feature: 'hub', value: 'LAX' });
    expect(distance.slices[0]!.byShare).toBeGreaterThan(0.5);
    expect(distance.reference! - distance.current!).toBeCloseTo(
      runs[2]!.features.find(({ feature }) => feature === 'distance')!.effect!,
      6,
    );
    expect(explanation!.newCategories).toEqual([{ feature: 'hub', rows: 60, values: [{ value: 'DEN', rows: 60 }] }]);
    expect(
      (await causes().getRootCause(test.actor, { params: { ...params, runId: runs[0]!.id } })).explanation,
    ).toBeNull();
  });

  it('are where predictions became wrong', async () => {
    const runs = await runsOf('accuracy');
    expect(runs.map(({ state }) => state)).toEqual(['ok', 'ok', 'firing']);
    const params = { name: 'accuracy', runId: runs[2]!.id };
    const { explanation } = await causes().getRootCause(test.actor, { params });
    const [errors] = explanation!.causes;
    expect(errors).toMatchObject({ subject: 'errors', reference: 0.1, beganAt: timeOf(2, 12).toISOString() });
    expect(errors!.slices[0]).toMatchObject({ feature: 'hub', value: 'LAX', currentMean: expect.closeTo(0.9, 1) });
  });

  it('bring values that a monitor of quality objects to', async () => {
    const runs = await runsOf('quality');
    const params = { name: 'quality', runId: runs.at(-1)!.id };
    const { explanation } = await causes().getRootCause(test.actor, { params });
    expect(explanation!.causes).toMatchObject([{ subject: 'hub', reference: 0, beganAt: timeOf(2, 12).toISOString() }]);
  });

  it('show in two windows side by side', async () => {
    const [first, second, third] = await runsOf('drift');
    const compare = (runId: string, against?: string) =>
      causes().compareWindows(test.actor, { params: { name: 'drift', runId }, query: { against } });
    const changed = await compare(third!.id, first!.id);
    expect(changed).toMatchObject({ reference: { runId: first!.id, rows: 480 }, current: { rows: 840 } });
    expect(changed.features.map(({ verdict }) => verdict)).toEqual(['drift', 'drift', 'drift']);
    expect((await compare(second!.id, first!.id)).features.map(({ verdict }) => verdict)).toEqual([
      'none',
      'none',
      'none',
    ]);
    expect(await compare(third!.id)).toMatchObject({ reference: { runId: null, rows: 2_000 } });
    const feature = await causes().compareFeature(test.actor, {
      params: { name: 'drift', runId: second!.id, feature: 'distance' },
      query: { against: third!.id },
    });
    expect(feature.drift).toMatchObject({ verdict: 'drift', referenceRows: 840, currentRows: 480 });
  });

  it('are no drift of the flights of a hub: its own rows are compared with its own', async () => {
    const slice = { feature: 'hub', value: 'LAX' };
    await watch({ name: 'hub', slice, minimumRows: 50 });
    const third = (await runsOf('hub')).at(-1)!;
    expect(third.sentence).toMatch(/^hub = LAX: /u);
    const distance = third.features.find(({ feature }) => feature === 'distance');
    expect(distance).toMatchObject({ verdict: 'none', referenceRows: 400, currentRows: 468 });
    const params = { name: 'hub', runId: third.id };
    expect(await causes().compareWindows(test.actor, { params, query: {} })).toMatchObject({
      reference: { runId: null, rows: 400 },
      current: { rows: 468 },
    });
    const costs = await causes().getRootCause(test.actor, { params });
    expect(costs.costs).toEqual([]);
    const { windowFrom: from, windowTo: to } = third;
    const logged = await test.core.serving.listPredictions(test.actor, {
      params: { name: 'delays' },
      query: { limit: 500, errorsOnly: false, outliersOnly: false, from, to, slice },
    });
    expect(logged.items).toHaveLength(468);
    expect(logged.items.every(({ inputs, at }) => inputs?.['hub'] === 'LAX' && at! >= from && at! < to)).toBe(true);
  });

  it.each([
    [{ feature: 'hub', values: ['LAX', 'DEN'] }, ({ hub }: Flight) => hub !== 'ATL'],
    [{ feature: 'hour', from: 6, to: 12 }, ({ hour }: Flight) => hour >= 6 && hour < 12],
    [{ feature: 'hour', value: '7' }, ({ hour }: Flight) => hour === 7],
    [{ feature: 'hub', from: 0 }, () => false],
  ])('a slice %j is tried on past windows while a job reads its reference', async (slice, isIn) => {
    const body = NewMonitor.parse({ name: 'tried', endpoint: 'delays', closeBy: 'watermark', slice });
    let isDone = false;
    const asked = test.core.monitoring.previewMonitor(test.actor, { body }).finally(() => (isDone = true));
    while (!isDone) await Promise.all([test.settle(), sleep(50)]);
    const usualDay = [0, 1, 2, 3].flatMap(() => flights(120, usual)).filter(isIn).length;
    expect((await asked).windows.map(({ rows }) => rows).slice(0, 2)).toEqual([usualDay, usualDay]);
  });

  it('are tried by the clock though traffic ended long ago', async () => {
    const body = NewMonitor.parse({ name: 'clock', endpoint: 'delays' });
    const { windows, alarms } = await test.core.monitoring.previewMonitor(test.actor, { body });
    expect(windows.map(({ rows }) => rows)).toEqual([480, 480, 840, 1]);
    expect(alarms).toBe(1);
  });

  it('began in a slice when its logged rows say so', async () => {
    const slice = { feature: 'hour', from: 0, to: 12 };
    await watch({ name: 'early', slice });
    const runs = await runsOf('early');
    expect(runs.at(-1)).toMatchObject({ state: 'firing' });
    const { explanation } = await causes().getRootCause(test.actor, {
      params: { name: 'early', runId: runs.at(-1)!.id },
    });
    const distance = explanation!.causes.find(({ subject }) => subject === 'distance')!;
    expect(distance).toMatchObject({ beganAt: timeOf(2, 12).toISOString(), resolution: 'hour' });
    expect(distance.slices[0]).toMatchObject({ feature: 'hub', value: 'LAX' });
    const rows = 2 * flights(300, western).filter(({ hub, hour }) => hub === 'DEN' && hour < 12).length;
    expect(explanation!.newCategories).toEqual([{ feature: 'hub', rows, values: [{ value: 'DEN', rows }] }]);
  });

  it('in a slice that nobody watches are forgotten the next day', async () => {
    const { sliceReference } = test.core.kit.db.prisma;
    const known = await sliceReference.count();
    expect(await test.core.monitoring.removeUnusedSlices()).toBe(0);
    test.advance(25 * 3_600);
    expect(await test.core.monitoring.removeUnusedSlices()).toBe(known - 2);
    test.advance(-25 * 3_600);
  });

  it('make a reference themselves, which outlives the log as a dataset', async () => {
    const params = { name: 'delays', version: 1 };
    const { baselines } = test.core.monitoring;
    const third = { from: timeOf(2, 0).toISOString(), to: timeOf(3, 0).toISOString() };
    for (const body of [{ endpoint: 'delays', ...third }, { endpoint: 'delays', ...third }, { endpoint: 'delays' }]) {
      await baselines.build(test.actor, { params, body });
      await test.settle();
    }
    const { items } = await baselines.list(test.actor, { params });
    expect(items.slice(0, 3)).toMatchObject([
      { dataset: 'delays traffic', datasetVersion: 2, rows: 1_801 },
      { dataset: 'delays traffic', datasetVersion: 1, rows: 840 },
      { dataset: 'delays traffic', datasetVersion: 1, rows: 840 },
    ]);
    const empty = { endpoint: 'delays', from: timeOf(90, 0).toISOString(), to: timeOf(91, 0).toISOString() };
    const { job } = await baselines.build(test.actor, { params, body: empty });
    await test.settle();
    const done = await test.core.jobs.get(test.actor, job.id);
    expect(done).toMatchObject({ state: 'failed', error: { detail: expect.stringContaining('has 0 rows') } });
    const backwards = { endpoint: 'delays', from: third.to, to: third.from };
    await expect(baselines.build(test.actor, { params, body: backwards })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(baselines.build(test.actor, { params, body: { endpoint: 'nobody' } })).rejects.toMatchObject({
      code: 'not_found',
    });
    for (const body of [{}, { dataset: 'reference', endpoint: 'delays' }])
      expect(NewBaseline.safeParse(body).success).toBe(false);
  });

  it('are not explained for a stranger, nor for a window that is not there', async () => {
    const [first] = await runsOf('drift');
    const params = { name: 'drift', runId: first!.id };
    const stranger = { ...test.actor, workspaceId: 'other' };
    await expect(causes().getRootCause(stranger, { params })).rejects.toMatchObject({ code: 'not_found' });
    const gone = { params: { ...params, runId: crypto.randomUUID() } };
    await expect(causes().explainWindow(test.actor, gone)).rejects.toMatchObject({ code: 'not_found' });
    const query = { against: crypto.randomUUID() };
    await expect(causes().compareWindows(test.actor, { params, query })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('cannot be told from rows of a reference that is gone, and the rest is', async () => {
    const runs = await runsOf('drift');
    const params = { name: 'drift', runId: runs[2]!.id };
    await test.core.kit.db.prisma.baseline.update({ where: { id: baselineId }, data: { dataset: 'gone' } });
    await causes().explainWindow(test.actor, { params });
    await test.settle();
    const { explanation } = await causes().getRootCause(test.actor, { params });
    expect(explanation!.notes[0]).toContain('The rows of gone v1 cannot be read');
    expect(explanation!.causes[0]).toMatchObject({ slices: [], beganAt: timeOf(2, 12).toISOString() });
    await watch({ name: 'lost', slice: { feature: 'hub', value: 'ATL' } });
    const [lost] = await runsOf('lost');
    expect(lost).toMatchObject({ state: 'no_data', sentence: expect.stringContaining('cannot be read') });
  });
});
