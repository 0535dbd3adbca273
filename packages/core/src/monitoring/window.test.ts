import { expect, test } from 'vitest';
import { closedWindows, windowAt } from './window.js';

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

test('only windows that ended are closed, oldest first', () => {
  const windows = closedWindows('month', new Date('2001-02-10Z'), new Date('2001-05-01T00:00:00Z'), 10);
  expect(windows.map(({ from }) => from.getUTCMonth())).toEqual([1, 2, 3]);
  expect(closedWindows('month', new Date('2001-02-10Z'), new Date('2001-02-28Z'), 10)).toEqual([]);
  expect(closedWindows('day', new Date('2001-02-10Z'), new Date('2001-05-01Z'), 3)).toHaveLength(3);
});
