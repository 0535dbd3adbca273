import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson-interval.js';

describe('wilsonInterval', () => {
  it.each([
    ['2 of 10', 0.2, 10, 0.0567, 0.5098],
    ['none of 10 leaves room above', 0, 10, 0, 0.2775],
    ['all of 10 leave room below', 1, 10, 0.7225, 1],
  ])('%s', (_, share, count, low, high) => {
    const [from, to] = wilsonInterval(share, count);
    expect(from).toBeCloseTo(low, 4);
    expect(to).toBeCloseTo(high, 4);
  });
});
