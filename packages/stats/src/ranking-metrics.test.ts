import { describe, expect, it } from 'vitest';
import { normalisedDiscountedGain, queryAveragePrecision } from './ranking-metrics.js';

describe('ranking agrees with scikit-learn 1.9', () => {
  it.each([
    [
      'falling scores',
      [3, 2, 3, 0, 1, 2],
      [6, 5, 4, 3, 2, 1],
      0.9608081943360616,
      0.9777813616305048,
      0.9266666666666665,
    ],
    [
      'a tie across relevance',
      [0, 0, 1, 2],
      [0.1, 0.2, 0.2, 0.9],
      0.975117208394918,
      0.975117208394918,
      0.8333333333333333,
    ],
    ['all tied', [1, 0, 0, 3, 2], [0.5, 0.5, 0.5, 0.5, 0.5], 0.7430187592363762, 0.5369994012738107, 0.6],
    ['fewer rows than k', [0, 3, 1], [0.9, 0.1, 0.5], 0.58688267143572, 0.58688267143572, 0.5833333333333333],
    ['two ties', [2, 0, 1, 0], [0.2, 0.8, 0.2, 0.8], 0.5306165378285053, 0.28507032503695073, 0.5],
  ])('%s: ndcg_score, ndcg_score k=3, average_precision_score', (_, relevance, scores, all, three, precision) => {
    expect(normalisedDiscountedGain(relevance, scores)).toBeCloseTo(all, 14);
    expect(normalisedDiscountedGain(relevance, scores, 3)).toBeCloseTo(three, 14);
    expect(queryAveragePrecision(relevance, scores)).toBeCloseTo(precision, 14);
  });

  it('the best order has 1, and only the order of scores counts', () => {
    expect(normalisedDiscountedGain([0, 3, 1], [1, 30, 2])).toBe(1);
    expect(normalisedDiscountedGain([2, 0, 1], [0.1, 0.7, 0.3])).toBe(normalisedDiscountedGain([2, 0, 1], [1, 700, 3]));
  });

  it('nothing relevant, or no rows, has no order to get right', () => {
    for (const metric of [normalisedDiscountedGain, queryAveragePrecision]) {
      expect(metric([0, 0], [1, 2])).toBeNaN();
      expect(metric([], [])).toBeNaN();
    }
  });

  it('refuses a relevance below 0 and a score that is no number', () => {
    expect(() => normalisedDiscountedGain([-1, 2], [1, 2])).toThrow(RangeError);
    expect(() => queryAveragePrecision([1, 0], [NaN, 2])).toThrow('row 0');
    expect(() => queryAveragePrecision([1], [1, 2])).toThrow(RangeError);
  });
});
