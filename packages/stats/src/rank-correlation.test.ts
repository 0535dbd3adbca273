import { describe, expect, it } from 'vitest';
import { rankCorrelation } from './rank-correlation.js';

describe('rankCorrelation', () => {
  it('is 1 - 6 sum d^2 / (n (n^2 - 1)) without ties, and takes midranks for ties', () => {
    expect(rankCorrelation([1, 2, 3, 4, 5, 6, 7], [2, 1, 4, 3, 7, 5, 6])?.value).toBeCloseTo(1 - 60 / 336, 12);
    expect(rankCorrelation([1, 2, 2, 3, 4], [10, 20, 20, 30, 30])?.value).toBeCloseTo(9 / Math.sqrt(9.5 * 9), 12);
  });

  it('has an interval by Fisher’s z', () => {
    const { value, lower, upper } = rankCorrelation([1, 2, 3, 4, 5, 6, 7], [2, 1, 4, 3, 7, 5, 6])!;
    const half = 1.959963984540054 * Math.sqrt((1 + value ** 2 / 2) / 4);
    expect([Math.atanh(value) - Math.atanh(lower), Math.atanh(upper) - Math.atanh(value)]).toEqual([
      expect.closeTo(half, 10),
      expect.closeTo(half, 10),
    ]);
  });

  it('of a perfect order stays within -1 to 1', () => {
    const { value, lower, upper } = rankCorrelation([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])!;
    expect([value, lower]).toEqual([expect.closeTo(-1), expect.closeTo(-1)]);
    expect(upper).toBeLessThan(-0.9);
  });

  it('of too few pairs, or of one that never varies, is nothing', () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 2, 3, 4])).toBeNull();
    expect(rankCorrelation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5])).toBeNull();
    expect(() => rankCorrelation([1], [1, 2])).toThrow(RangeError);
  });
});
