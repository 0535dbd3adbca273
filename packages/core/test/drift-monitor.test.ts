import { NewMonitor } from '@slipway/contracts';
import { buildNumericCells, countValues, type Profile } from '@slipway/stats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);
const spread = (rows: number, shift = 0): number[] =>
  Array.from({ length: rows }, (_, i) => (((i + 1) * 0.7548776662466927) % 1) + shift);
const profiles: Record<string, Profile> = {
  prediction: buildNumericCells(spread(5_000)),
  distance: buildNumericCells(spread(5_000)),
};

let test: TestCore;
let endpointId: string;
let baselineId: string;
beforeAll(async () => {
  test = await openTestCore();
  const version = await registerVersion(test, [1, -1]);
  endpointId = await deploy(test);
  const made = await test.core.kit.db.prisma.baseline.create({
    data: {
      id: crypto.randomUUID(),
      workspaceId: 'default',
      versionId: version.id,
      dataset: 'reference',
      datasetVersion: 1,
      rows: 5_000,
      profiles: JSON.parse(JSON.stringify(profiles)),
    },
  });
  baselineId = made.id;
});
afterAll(() => test.stop());

let flushes = 0;
/** day counts `rows` predictions of a day, whose distance is `shift` off. */
async function day(number: number, rows: number, shift = 0): Promise<void> {
  const minute = new Date(FIRST_DAY + number * DAY_MS + 3_600_000);
  const counted = (feature: string, values: number[]) => {
    const counts = countValues(profiles[feature]!, values).flatMap((count, cell) => (count > 0 ? [cell, count] : []));
    return { endpointId, baselineId, feature, minute, rows, counts };
  };
  flushes += 1;
  await test.core.serving.saveFlush({
    gatewayBoot: crypto.randomUUID(),
    sequence: flushes,
    rows: [],
    traffic: [],
    cells: [counted('prediction', spread(rows)), counted('distance', spread(rows, shift))],
    spans: [{ endpointId, firstAt: minute, lastAt: minute }],
    evidence: [],
  });
}

async function watch(name: string): Promise<{ from: string; windows: number; state: string; sentence: string }[]> {
  await test.core.monitoring.runMonitor(test.actor, { params: { name } });
  await test.settle();
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, { params: { name }, query: { limit: 50 } });
  return items
    .toReversed()
    .map(({ windowFrom, windows, state, sentence }) => ({ from: windowFrom.slice(0, 10), windows, state, sentence }));
}

describe('days without predictions', () => {
  it('are one row, however many they are', async () => {
    await day(0, 500);
    await day(300, 500, 0.4);
    await day(302, 1);
    const body = NewMonitor.parse({ name: 'quiet', endpoint: 'delays', closeBy: 'watermark' });
    await test.core.monitoring.createMonitor(test.actor, { body });
    expect(await watch('quiet')).toMatchObject([
      { from: '2026-01-05', windows: 1, state: 'ok' },
      { from: '2026-01-06', windows: 299, state: 'no_data', sentence: 'No predictions in 299 windows.' },
      { from: '2026-11-01', windows: 1, state: 'firing' },
      { from: '2026-11-02', windows: 1, state: 'no_data' },
    ]);
  });

  it('that go on make the row longer, and one that fills up late ends it', async () => {
    await day(302, 499);
    await day(400, 1);
    const longer = [
      { windows: 1 },
      { windows: 299 },
      { windows: 1 },
      { windows: 1 },
      { from: '2026-11-03', state: 'ok' },
      { windows: 97 },
    ];
    expect(await watch('quiet')).toMatchObject(longer);
    await day(420, 1);
    await day(350, 500);
    const filled = await watch('quiet');
    expect(filled.at(-2)).toMatchObject({ windows: 1, state: 'no_data' });
    expect(filled.slice(5)).toMatchObject([
      { from: '2026-11-04', windows: 47, state: 'no_data' },
      { from: '2026-12-21', windows: 1, state: 'ok' },
      { from: '2026-12-22', windows: 49 },
      { from: '2027-02-09', windows: 1, state: 'no_data' },
      { windows: 19 },
    ]);
  });
});

it('a season is compared with the same day of the weeks before, not with the baseline', async () => {
  for (const number of [504, 511, 518, 525]) {
    await day(number, 400, 0.4);
    await day(number + 1, 400);
  }
  await day(529, 1);
  const ask = (more: object) =>
    test.core.monitoring.previewMonitor(test.actor, {
      body: NewMonitor.parse({ name: 'season', endpoint: 'delays', closeBy: 'watermark', ...more }),
    });
  const firing = ({ windows }: Awaited<ReturnType<typeof ask>>) =>
    windows.filter(({ from, state }) => state === 'firing' && Date.parse(from) >= FIRST_DAY + 521 * DAY_MS).length;
  expect(firing(await ask({}))).toBe(1);
  expect(firing(await ask({ reference: 'same_time_of_week' }))).toBe(0);
  expect(
    NewMonitor.safeParse({ name: 'x', endpoint: 'e', window: 'month', reference: 'same_time_of_week' }).success,
  ).toBe(false);
});

it('a window is found by its id, of its own monitor only', async () => {
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, {
    params: { name: 'quiet' },
    query: { limit: 3 },
  });
  const oldest = items.at(-1)!;
  const get = (name: string, runId: string) =>
    test.core.monitoring.getMonitorRun(test.actor, { params: { name, runId } });
  expect(await get('quiet', oldest.id)).toEqual(oldest);
  await expect(get('quiet', crypto.randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  await test.core.monitoring.createMonitor(test.actor, {
    body: NewMonitor.parse({ name: 'other', endpoint: 'delays' }),
  });
  await expect(get('other', oldest.id)).rejects.toMatchObject({ code: 'not_found' });
  await test.core.monitoring.deleteMonitor(test.actor, { params: { name: 'other' } });
});

it('windows that were missed are caught up oldest first, fifty a pass', async () => {
  const HOURS = 60;
  for (let hour = 0; hour < HOURS; hour += 1) await day(600 + hour / 24, 1);
  const body = NewMonitor.parse({ name: 'missed', endpoint: 'delays', window: 'hour', closeBy: 'watermark' });
  await test.core.monitoring.createMonitor(test.actor, { body });
  const hours = async () => {
    await test.core.monitoring.runMonitor(test.actor, { params: { name: 'missed' } });
    await test.settle();
    const params = { name: 'missed' };
    const { items } = await test.core.monitoring.listMonitorRuns(test.actor, { params, query: { limit: 200 } });
    return items.map(({ windowFrom }) => (Date.parse(windowFrom) - FIRST_DAY) / 3_600_000 - 600 * 24 - 1).toReversed();
  };
  // What lies before the first hour has no predictions and is one row; the last hour has not closed.
  expect((await hours()).slice(1)).toEqual(Array.from({ length: 49 }, (_, hour) => hour));
  expect((await hours()).slice(1)).toEqual(Array.from({ length: HOURS - 1 }, (_, hour) => hour));
});
