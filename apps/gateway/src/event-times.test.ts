import { expect, test } from 'vitest';
import { eventTimes } from './event-times.js';

const now = new Date('2026-11-21T12:00:00Z');

test('one time holds for all rows, a list gives each its own, none leaves arrival', () => {
  const at = '2001-02-03T04:05:06+01:00';
  const time = new Date('2001-02-03T03:05:06Z');
  expect(eventTimes(at, 2, now)).toEqual([time, time]);
  expect(eventTimes([at, '2026-11-22T11:00:00.5Z'], 2, now)).toEqual([time, new Date('2026-11-22T11:00:00.5Z')]);
  expect(eventTimes(undefined, 2, now)).toBeNull();
});

test.each([
  ['yesterday', 'at'],
  ['2001', 'at'],
  ['2001-02-30T99:00:00Z', 'at'],
  ['2026-11-23T12:00:00Z', 'at'],
  [['2001-02-03T04:05:06Z', 'x'], 'at[1]'],
  [['2001-02-03T04:05:06Z'], 'at'],
])('%s is refused at %s', (at, path) => {
  let thrown: unknown;
  try {
    eventTimes(at, 2, now);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ status: 400, errors: [{ path }] });
});
