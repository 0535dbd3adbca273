import { describe, expect, it } from 'vitest';
import { checkVolume } from './check-volume.js';

const limits = { alpha: 0.01, floor: 0.3, minimumRows: 200 };
const week = [1000, 1020, 980, 1010, 990, 1005, 995];
const volume = (count: number, earlier: readonly number[] = week, by: 'week' | 'day' = 'day') => ({
  count,
  earlier,
  by,
  isEnough: earlier.length >= 7,
});

describe('checkVolume', () => {
  it.each([
    ['as usual', volume(990), 'ok'],
    ['half is missing', volume(400), 'firing'],
    ['nothing came', volume(0), 'firing'],
    ['a fifth is missing, which is below the floor', volume(800), 'ok'],
    ['ten times as many', volume(10_000), 'ok'],
    ['too little history', volume(0, week.slice(1)), 'no_data'],
    [
      'usually nothing',
      volume(
        0,
        week.map(() => 0),
      ),
      'no_data',
    ],
    [
      'usually too little',
      volume(
        0,
        week.map(() => 150),
      ),
      'no_data',
    ],
  ])('%s', (_name, given, state) => expect(checkVolume(given, 'hour', limits).state).toBe(state));

  it.each([
    [
      volume(400),
      'Only 400 predictions came; in this hour of the day it is usually about 1,000 (897 to 1,109), by the last 7 days: at least 53 % are missing, floor 30 %.',
    ],
    [volume(800), 'Fewer for certain, but too few fewer for an alarm'],
    [volume(990, [...week, 1000], 'week'), '990 predictions came; in this hour of the week it is usually about'],
    [
      volume(5, []),
      '5 predictions came. Not enough yet to say how many are usual: it takes 7 earlier days without an alarm, 0 are known.',
    ],
    [volume(5, [5]), 'it takes 7 earlier days without an alarm, 1 is known.'],
    [
      volume(
        0,
        week.map(() => 12),
      ),
      'No predictions came; in this hour of the day it is usually about 12: too few to tell, 200 needed.',
    ],
  ])('%j', (given, words) => expect(checkVolume(given, 'hour', limits).sentence).toContain(words));

  it.each([0, 1, 2, 3, 4, 5, 6])('no weekend is an alarm, whatever weekday %i the first whole day was', (first) => {
    const came = (day: number) => ((first + day) % 7 < 5 ? 1000 : 200);
    for (let day = 7; day < 42; day += 1) {
      const earlier = Array.from({ length: Math.min(day, 28) }, (_, i) => came(day - 1 - i));
      expect(checkVolume(volume(came(day), earlier), 'day', limits).state).toBe('ok');
    }
  });

  it('keeps what came and what is usual, for the chart', () => {
    const { metrics, estimates } = checkVolume(volume(400), 'day', limits);
    expect(metrics).toEqual([{ name: 'predictions', value: 400, low: null, high: null }]);
    expect(estimates).toMatchObject([{ name: 'predictions', value: expect.closeTo(1000, -1) }]);
  });
});
