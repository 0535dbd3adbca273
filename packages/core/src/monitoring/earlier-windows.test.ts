import { expect, it } from 'vitest';
import { earlierWindows, sameTimes } from './earlier-windows.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday. */
const from = new Date('2026-11-16T09:00:00Z');
const window = { from, to: new Date(from.getTime() + HOUR_MS) };
const at = (days: number) => from.getTime() - days * DAY_MS;
const known = (days: number, fired: readonly number[] = []) =>
  earlierWindows(window, new Date(at(days)), new Set(fired.map(at)));

it.each([
  [0, 'day', 0, false],
  [6.9, 'day', 6, false],
  [7, 'day', 7, true],
  [28, 'day', 28, true],
  [41.9, 'day', 28, true],
  [42, 'week', 6, true],
  [400, 'week', 12, true],
] as const)('%d days after the first prediction: by %s, %i windows', (days, by, count, isEnough) => {
  const earlier = known(days);
  expect(earlier).toMatchObject({ by, isEnough });
  expect(earlier.windows).toHaveLength(count);
});

it('they are at the same time of the same day of the week, or of each day, newest first', () => {
  expect(known(100).windows[0]).toEqual({
    from: new Date('2026-11-09T09:00:00Z'),
    to: new Date('2026-11-09T10:00:00Z'),
  });
  expect(known(10).windows[0]?.from).toEqual(new Date('2026-11-15T09:00:00Z'));
});

it('what was an alarm itself does not tell what is usual, however long the outage lasts', () => {
  expect(known(10, [1, 2, 3])).toMatchObject({ by: 'day', isEnough: true });
  expect(known(10, [1, 2, 3]).windows.map((one) => one.from.getTime())).toEqual([4, 5, 6, 7, 8, 9, 10].map(at));
  expect(known(10, [1, 2, 3, 4])).toMatchObject({ by: 'day', isEnough: false });
  expect(known(100, [7, 14]).windows).toHaveLength(10);
  expect(known(45, [7])).toMatchObject({ by: 'day', isEnough: true, windows: { length: 27 } });
});

it('all windows that may tell are known before any of them is chosen', () => {
  const asked = new Set(sameTimes(window).map((one) => one.from.getTime()));
  for (const days of [20, 100]) for (const one of known(days).windows) expect(asked).toContain(one.from.getTime());
});
