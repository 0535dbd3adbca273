import { NewMonitor } from '@slipway/contracts';
import { buildNumericCells, countValues } from '@slipway/stats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 0, 5, 3);
const spread = (rows: number, shift = 0): number[] =>
  Array.from({ length: rows }, (_, i) => (((i + 1) * 0.7548776662466927) % 1) + shift);
const profile = buildNumericCells(spread(2_000));

let test: TestCore;
let endpointId: string;
let baselineId: string;
beforeAll(async () => {
  test = await openTestCore();
  const version = await registerVersion(test, [1, -1]);
  endpointId = await deploy(test);
  const data = { workspaceId: 'default', versionId: version.id, dataset: 'reference', datasetVersion: 1, rows: 2_000 };
  const profiles = JSON.parse(JSON.stringify({ prediction: profile, distance: profile }));
  baselineId = (await test.core.kit.db.prisma.baseline.create({ data: { id: crypto.randomUUID(), ...data, profiles } }))
    .id;
});
afterAll(() => test.stop());

/** count flushes `rows` predictions at a time, one flush each ten of them. */
async function count(at: number, rows: number, shift = 0): Promise<void> {
  const minute = new Date(Math.floor(at / MINUTE_MS) * MINUTE_MS);
  const values = spread(rows, shift);
  for (let from = 0; from < rows; from += 100) {
    const some = values.slice(from, from + 100);
    const counts = countValues(profile, some).flatMap((n, cell) => (n > 0 ? [cell, n] : []));
    const cells = ['prediction', 'distance'].map((feature) => {
      const of = { endpointId, baselineId, feature, minute };
      return { ...of, rows: some.length, counts };
    });
    const spans = [{ endpointId, firstAt: minute, lastAt: minute }];
    const nothing = { rows: [], traffic: [], evidence: [] };
    await test.core.serving.saveFlush({ gatewayBoot: uuidv7(), sequence: 1, ...nothing, cells, spans });
  }
}
const kept = async () => {
  const rows = await test.core.kit.db.prisma.cellMinute.findMany({
    where: { feature: 'distance' },
    orderBy: { minute: 'asc' },
  });
  return rows.map(({ minute, rows: n, counts }) => ({
    minute: minute.toISOString().slice(0, 16),
    rows: n,
    counted: counts.filter((_, i) => i % 2 === 1).reduce((sum, one) => sum + one, 0),
  }));
};
const preview = (window: string) =>
  test.core.monitoring.previewMonitor(test.actor, {
    body: NewMonitor.parse({ name: 'x', endpoint: 'delays', closeBy: 'watermark', window }),
  });

it('flushes become minutes, minutes hours, hours days; what windows hold stays the same', async () => {
  await count(FIRST, 300);
  await count(FIRST + 5 * MINUTE_MS, 200, 0.3);
  await count(FIRST + 120 * MINUTE_MS, 100);
  await count(FIRST + DAY_MS, 100);
  const before = (await preview('day')).windows;
  expect((await kept()).map(({ rows }) => rows)).toEqual([100, 100, 100, 100, 100, 100, 100]);

  expect(await test.core.monitoring.rollUpCells()).toBeGreaterThan(0);
  const row = (minute: string, rows: number) => ({ minute: `2026-01-${minute}`, rows, counted: rows });
  expect(await kept()).toEqual([
    row('05T03:00', 300),
    row('05T03:05', 200),
    row('05T05:00', 100),
    row('06T03:00', 100),
  ]);
  expect((await preview('day')).windows).toEqual(before);

  await count(FIRST + 3 * DAY_MS, 100);
  await test.core.monitoring.rollUpCells();
  expect((await kept()).slice(0, 3)).toEqual([row('05T03:00', 500), row('05T05:00', 100), row('06T03:00', 100)]);
  expect((await preview('day')).windows.slice(0, 1)).toEqual(before);

  await count(FIRST + 70 * DAY_MS, 100);
  await test.core.monitoring.rollUpCells();
  expect((await kept())[0]).toEqual(row('05T00:00', 600));
  expect(await test.core.monitoring.rollUpCells()).toBe(0);
});

it('what comes late is merged with the rest', async () => {
  await count(FIRST + 60 * MINUTE_MS, 100);
  await test.core.monitoring.rollUpCells();
  expect((await kept())[0]).toEqual({ minute: '2026-01-05T00:00', rows: 700, counted: 700 });
});

it('windows that are too old to be told apart are not looked at, and nothing is kept for ever', async () => {
  const [first] = (await preview('hour')).windows;
  expect(Date.parse(first!.from)).toBeGreaterThanOrEqual(FIRST + 34 * DAY_MS);
  await count(FIRST + 600 * DAY_MS, 100);
  await test.core.monitoring.rollUpCells();
  expect((await kept())[0]!.minute).toBe('2027-08-28T03:00');
});
