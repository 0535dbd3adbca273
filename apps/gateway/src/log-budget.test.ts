import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { drawOf, LogBudget, type LoggedRoute } from './log-budget.js';

const route: LoggedRoute = { endpointId: 'e', sampleRate: 1, logRowsPerSecond: 200, rolloutId: null };

/** Requests of ten rows each 10 ms, so 1,000 rows a second: how many rows are expected to be kept in each second. */
function keptBySecond(seconds: number, of: LoggedRoute = route, isKeyed = false): number[] {
  const budget = new LogBudget();
  return Array.from({ length: seconds }, (_, second) => {
    let kept = 0;
    for (let ms = 0; ms < 1_000; ms += 10) kept += 10 * budget.shareOf(of, isKeyed, 10, second * 1_000 + ms);
    return kept;
  });
}

test('a burst is kept whole from what five quiet minutes saved up, then as much as the limit allows', () => {
  const kept = keptBySecond(200);
  expect(kept.slice(0, 70)).toEqual(Array(70).fill(1_000));
  const [later, seconds] = [kept.slice(100).reduce((sum, rows) => sum + rows, 0), 100];
  expect(later / seconds).toBeGreaterThan(150);
  expect(later / seconds).toBeLessThan(210);
});

test.each([
  ['has a routing key', route, true],
  ['belongs to an endpoint with a rollout', { ...route, rolloutId: 'r' }, false],
  ['has no limit', { ...route, logRowsPerSecond: null }, false],
])('what %s is always kept', (_, of, isKeyed) => {
  expect(keptBySecond(100, of, isKeyed).at(-1)).toBe(1_000);
});

test("shares are halves of halves and never above the endpoint's sample rate", () => {
  const budget = new LogBudget();
  const of = { ...route, sampleRate: 0.3 };
  const shares = new Set(Array.from({ length: 20_000 }, (_, at) => budget.shareOf(of, false, 100, at * 10)));
  for (const share of shares) expect(share === 0.3 || Number.isInteger(-Math.log2(share)), `${share}`).toBe(true);
  expect(Math.max(...shares)).toBe(0.3);
});

test('a quiet endpoint is back at all rows, whatever the clock did', () => {
  const budget = new LogBudget();
  for (let at = 0; at < 100_000; at += 10) budget.shareOf(route, false, 100, at);
  expect(budget.shareOf(route, false, 1, 400_000)).toBe(1);
  expect(budget.shareOf(route, false, 1, 300_000)).toBe(1);
});

test('draws are fixed by the id, even over 0 to 1, and of the rows of one request apart', () => {
  const ids = Array.from({ length: 2_000 }, (_, i) => createHash('sha256').update(`${i}`).digest('hex'));
  const draws = ids.flatMap((id) => [0, 1, 2, 3].map((row) => drawOf(id, row)));
  expect(draws).toEqual(ids.flatMap((id) => [0, 1, 2, 3].map((row) => drawOf(id, row))));
  for (const share of [0.25, 0.5, 0.75]) {
    // 8,000 draws: five standard errors of a share of a half are 0.028.
    expect(Math.abs(draws.filter((draw) => draw < share).length / draws.length - share)).toBeLessThan(0.028);
  }
  const both = ids.filter((id) => drawOf(id, 0) < 0.5 && drawOf(id, 1) < 0.5).length / ids.length;
  expect(Math.abs(both - 0.25)).toBeLessThan(0.05);
});
