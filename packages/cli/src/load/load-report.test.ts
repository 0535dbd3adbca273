import { expect, test } from 'vitest';
import { loadReport, loadText } from './load-report.js';
import { putLoad } from './put-load.js';

const took = (...all: number[]) => all.map((tookMs) => ({ tookMs, failure: null }));

test('quantiles are ranks of answers, failures are counted by code', () => {
  const failed = [
    { tookMs: 900, failure: 'rate_limited' },
    { tookMs: 900, failure: 'rate_limited' },
  ];
  const report = loadReport({
    sent: [...took(...Array.from({ length: 100 }, (_, i) => i + 1)), ...failed],
    seconds: 2,
  });
  expect(report).toMatchObject({ requests: 102, failed: 2, failures: { rate_limited: 2 }, answersPerSecond: 50 });
  expect(report.latency).toEqual({ p50Ms: 50, p90Ms: 90, p95Ms: 95, p99Ms: 99, maxMs: 100 });
  expect(loadText(report)).toContain('2 (rate_limited 2)');
});

test('bars end at 1, 2, 5 ..., none are empty, and together they hold every answer', () => {
  expect(loadReport({ sent: took(0.3, 0.9, 1, 1.1, 4, 180), seconds: 1 }).histogram).toEqual([
    { upToMs: 0.5, answers: 1 },
    { upToMs: 1, answers: 2 },
    { upToMs: 2, answers: 1 },
    { upToMs: 5, answers: 1 },
    { upToMs: 200, answers: 1 },
  ]);
});

test('a load without an answer has no quantiles', () => {
  const report = loadReport({ sent: [{ tookMs: 1, failure: 'unavailable' }], seconds: 1 });
  expect([report.latency.p50Ms, report.histogram]).toEqual([null, []]);
  expect(loadText(report)).toContain('none');
});

const slow = async (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a closed loop has no more requests under way than callers', async () => {
  let [underWay, most] = [0, 0];
  const { sent } = await putLoad(
    { callers: 3, seconds: 0.4 },
    async () => {
      most = Math.max(most, (underWay += 1));
      await slow(10);
      underWay -= 1;
    },
    String,
  );
  expect(most).toBe(3);
  expect(sent.length).toBeGreaterThan(6);
});

test('an open loop sends no request before it is due, so none seems quicker than it was', async () => {
  const own: number[] = [];
  const { sent } = await putLoad(
    { rate: 300, seconds: 0.2 },
    async () => {
      const from = performance.now();
      await slow(3);
      own.push(performance.now() - from);
    },
    String,
  );
  expect(sent.filter(({ tookMs }, i) => tookMs < own[i]!)).toEqual([]);
});

test('an open loop sends on while answers are late, and counts the time from when they were due', async () => {
  let stalled = Promise.resolve<unknown>(undefined);
  const { sent } = await putLoad(
    { rate: 100, seconds: 0.3 },
    (index) => {
      if (index === 5) stalled = slow(150);
      return stalled;
    },
    String,
  );
  expect(sent.length).toBe(30);
  expect(sent.filter(({ tookMs }) => tookMs > 50).length).toBeGreaterThan(5);
});
