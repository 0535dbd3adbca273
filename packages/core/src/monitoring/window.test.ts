import { expect, test } from 'vitest';
import { lastClosedWindows, stretchesOf, windowAt, windowCount } from './window.js';

test.each([
  ['minute', '2001-02-03T04:05:06Z', '2001-02-03T04:05:00.000Z', '2001-02-03T04:06:00.000Z'],
  ['hour', '2001-02-03T04:05:06Z', '2001-02-03T04:00:00.000Z', '2001-02-03T05:00:00.000Z'],
  ['day', '2001-02-03T04:05:06Z', '2001-02-03T00:00:00.000Z', '2001-02-04T00:00:00.000Z'],
  ['week', '2001-02-03T04:05:06Z', '2001-01-29T00:00:00.000Z', '2001-02-05T00:00:00.000Z'],
  ['month', '2001-02-28T23:59:59Z', '2001-02-01T00:00:00.000Z', '2001-03-01T00:00:00.000Z'],
  ['month', '2000-12-31T12:00:00Z', '2000-12-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z'],
] as const)('%s of %s', (size, at, from, to) => {
  expect(windowAt(size, new Date(at))).toEqual({ from: new Date(from), to: new Date(to) });
});

test('only windows that ended are closed, oldest first, the last ones when there are more, and none after the last event', () => {
  const span = (closedUntil: string, lastAt = closedUntil) => ({
    firstAt: new Date('2001-02-10Z'),
    lastAt: new Date(lastAt),
    closedUntil: new Date(closedUntil),
  });
  const months = (...given: Parameters<typeof span>) =>
    lastClosedWindows('month', span(...given), 10).map(({ from }) => from.getUTCMonth());
  expect(months('2001-05-01T00:00:00Z')).toEqual([1, 2, 3]);
  expect(months('2001-02-28Z')).toEqual([]);
  expect(months('2026-11-21Z', '2001-03-01Z')).toEqual([1, 2]);
  const days = lastClosedWindows('day', span('2001-05-01Z'), 3);
  expect(days.map(({ to }) => to.toISOString().slice(0, 10))).toEqual(['2001-04-29', '2001-04-30', '2001-05-01']);
});

test('what is too much to be read at once is cut between hours, and nothing is lost', () => {
  const hour = (number: number): Date => new Date(Date.UTC(2001, 1, 3, number));
  const window = { from: hour(0), to: hour(9) };
  const cut = (rows: readonly (readonly [number, number])[]) =>
    stretchesOf(
      window,
      rows.map(([at, count]) => ({ at: hour(at), rows: count })),
      10,
    ).map(({ from, to }) => [from.getUTCHours(), to.getUTCHours()]);
  expect(cut([])).toEqual([]);
  expect(cut([[1, 9]])).toEqual([[1, 9]]);
  expect(
    cut([
      [0, 5],
      [1, 5],
      [2, 1],
      [5, 30],
      [7, 2],
    ]),
  ).toEqual([
    [0, 2],
    [2, 5],
    [5, 7],
    [7, 9],
  ]);
});

test.each([
  ['minute', '2001-02-03T04:05:00Z', '2001-02-03T05:06:00Z', 61],
  ['day', '2001-02-03', '2001-02-04', 1],
  ['month', '2000-11-01', '2001-03-01', 4],
] as const)('a stretch of whole windows of a %s from %s to %s holds %i', (size, from, to, count) => {
  expect(windowCount(size, { from: new Date(from), to: new Date(to) })).toBe(count);
});
