import { describe, expect, it } from 'vitest';
import { formatE, formatPowerOfTen, prepareEValues } from './e-values.js';

const limits = { limit: 20, effect: 'roll back', what: 'Harm' };
const looks = (...values: number[]) => values.map((e, index) => ({ at: index * 1000, e }));

describe('prepareEValues', () => {
  it('reads logs and keeps the highest so far', () => {
    expect(prepareEValues(looks(1, 10, 0.1), limits).rows.map(({ log, highest }) => [log, highest])).toEqual([
      [0, 0],
      [1, 1],
      [-1, 1],
    ]);
  });
  it('clips what is beyond the axis, and says so', () => {
    expect(prepareEValues(looks(0, 1e12), limits).rows.map(({ log, clipped }) => [log, clipped])).toEqual([
      [-3, true],
      [6, true],
    ]);
  });
  it('names the limit and when it was reached', () => {
    expect(prepareEValues(looks(1, 25), limits)).toMatchObject({
      limit: { label: 'roll back at 20' },
      reachedAt: 1000,
      sentence: 'Harm: e 25 of 20 needed, highest 25; the limit was reached.',
    });
  });
  it('has words for nothing', () => expect(prepareEValues([], limits).sentence).toBe('Harm: no evidence yet.'));
});

it.each([
  [0.001, '< 0.01'],
  [1, '1'],
  [6.234, '6.23'],
  [40.06, '40.1'],
  [1e12, '1e12'],
  [null, '–'],
])('formatE(%s) = %s', (e, text) => expect(formatE(e)).toBe(text));
it.each([
  [-2, '0.01'],
  [0, '1'],
  [3, '1,000'],
  [6, '1e6'],
])('formatPowerOfTen(%s) = %s', (log, text) => expect(formatPowerOfTen(log)).toBe(text));
