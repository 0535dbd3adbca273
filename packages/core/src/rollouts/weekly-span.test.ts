import type { WeeklyTime } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { weeklySpan } from './weekly-span.js';

const span = (weekly: Omit<WeeklyTime, 'timeZone'>, now: string, timeZone = 'Europe/Berlin'): string => {
  const { from, until } = weeklySpan({ ...weekly, timeZone }, new Date(now));
  return `${from.toISOString().slice(0, 16)} ${until.toISOString().slice(0, 16)}`;
};
const weekend = { days: ['sat' as const, 'sun' as const], from: '00:00', to: '00:00' };

describe('weeklySpan', () => {
  it.each([
    [
      'the one that now lies in',
      { days: ['fri' as const], from: '16:00', to: '18:00' },
      '2026-11-20T15:30Z',
      '2026-11-20T15:00 2026-11-20T17:00',
    ],
    [
      'the next one, its end being no part of it',
      { days: ['fri' as const], from: '16:00', to: '18:00' },
      '2026-11-20T17:00Z',
      '2026-11-27T15:00 2026-11-27T17:00',
    ],
    [
      'one that began yesterday',
      { days: ['fri' as const], from: '22:00', to: '06:00' },
      '2026-11-21T04:59Z',
      '2026-11-20T21:00 2026-11-21T05:00',
    ],
    ['days that meet, as one', weekend, '2026-11-22T12:00Z', '2026-11-20T23:00 2026-11-22T23:00'],
    ['days that will meet, as one', weekend, '2026-11-18T12:00Z', '2026-11-20T23:00 2026-11-22T23:00'],
  ])('is %s', (_, weekly, now, expected) => expect(span(weekly, now)).toBe(expected));

  it('is an hour shorter or longer over the night in which clocks change', () => {
    const night = { days: ['sat' as const], from: '22:00', to: '06:00' };
    expect(span(night, '2026-03-28T22:00Z')).toBe('2026-03-28T21:00 2026-03-29T04:00');
    expect(span(night, '2026-10-24T22:00Z')).toBe('2026-10-24T20:00 2026-10-25T05:00');
  });

  it('begins at the first of two equal times and ends at the second, and later for one that is skipped', () => {
    expect(span({ days: ['sun'], from: '02:30', to: '12:00' }, '2026-10-25T00:31Z')).toMatch(/^2026-10-25T00:30/);
    expect(span({ days: ['sun'], from: '00:00', to: '02:30' }, '2026-10-25T01:29Z')).toMatch(/2026-10-25T01:30$/);
    expect(span({ days: ['sun'], from: '02:30', to: '12:00' }, '2026-03-29T08:00Z')).toMatch(/^2026-03-29T01:30/);
  });

  it('knows zones far from Greenwich', () =>
    expect(span({ days: ['mon'], from: '09:00', to: '17:00' }, '2026-11-22T20:30Z', 'Pacific/Auckland')).toBe(
      '2026-11-22T20:00 2026-11-23T04:00',
    ));
});
