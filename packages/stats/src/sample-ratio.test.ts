import { describe, expect, it } from 'vitest';
import { sampleRatioLogE } from './sample-ratio.js';

describe('sampleRatioLogE', () => {
  it.each([
    [[5020, 4980], [0.5, 0.5], -2.23081949348],
    [[5200, 4800], [0.5, 0.5], 5.61361341178],
    [[0, 0], [0.1, 0.9], 0],
  ])('%j against %j is %f', (counts, shares, expected) => {
    expect(sampleRatioLogE(counts, shares)).toBeCloseTo(expected, 10);
  });

  it('grows without overflow and stays low where the ratio holds', () => {
    expect(sampleRatioLogE([1e8, 9e8], [0.1, 0.9])).toBeLessThan(0);
    expect(sampleRatioLogE([1.1e8, 8.9e8], [0.1, 0.9])).toBeGreaterThan(1e5);
  });

  it('refuses an arm without share', () => {
    expect(() => sampleRatioLogE([1, 2], [1, 0])).toThrow(RangeError);
  });
});
