import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
beforeAll(async () => {
  test = await openTestCore({ SLIPWAY_LOG_DAYS: '30' });
});
afterAll(() => test.stop());

const run = (text: string, values: unknown[] = []) => test.core.kit.db.pool.query(text, values);
const count = async (table: string): Promise<number> =>
  Number((await run(`SELECT count(*) AS "count" FROM "${table}"`)).rows[0].count);
const now = Date.now();
const daysAgo = (days: number): Date => new Date(now - days * 86_400_000);
const once = {
  serving: () => test.core.serving.removeOldTraffic(),
  told: () => test.core.monitoring.removeOldOutcomes(),
};

it('forgets predictions by the day they came, whatever their own time was, and flushes with them', async () => {
  const endpointId = randomUUID();
  for (const [days, eventDays] of [
    [31, 0],
    [29, 9_000],
  ] as const) {
    await run(
      `INSERT INTO "PredictionRow" ("requestId", "row", "endpointId", "configNumber", "versionId", "role", "receivedAt", "at", "status", "latencyMs", "inSample")
       VALUES ($1, 0, $2, 1, $2, 'stable', $3, $4, 200, 1, true)`,
      [randomUUID(), endpointId, daysAgo(days), daysAgo(eventDays)],
    );
    await run(`INSERT INTO "GatewayFlush" ("gatewayBoot", "sequence", "at") VALUES ($1, 1, $2)`, [
      randomUUID(),
      daysAgo(days),
    ]);
  }
  expect(await once.serving()).toBe(2);
  const { rows } = await run(`SELECT "receivedAt" FROM "PredictionRow"`);
  expect(rows).toEqual([{ receivedAt: daysAgo(29) }]);
  expect(await count('GatewayFlush')).toBe(1);
  expect(await once.serving()).toBe(0);
});

it('forgets outcomes in batches, all of them in a pass, also with two workers at it', async () => {
  await run(
    `INSERT INTO "Feedback" ("workspaceId", "requestId", "row", "actual", "at", "receivedAt")
     SELECT 'default', gen_random_uuid(), 0, 'late', now(), CASE WHEN n <= 25000 THEN $1::timestamptz ELSE $2 END FROM generate_series(1, 25003) n`,
    [daysAgo(31), daysAgo(29)],
  );
  const deleted = await Promise.all([once.told(), once.told()]);
  expect(deleted.reduce((sum, one) => sum + one, 0)).toBe(25_000);
  expect(await count('Feedback')).toBe(3);
});
