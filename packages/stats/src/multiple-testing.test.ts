import { describe, expect, it } from 'vitest';
import { adjustPValues } from './multiple-testing.js';
import type { MultipleTestingMethod } from './multiple-testing.js';

describe('adjustPValues agrees with R p.adjust', () => {
  const p = [0.01, 0.04, 0.03, 0.005, 0.8];
  it.each<[MultipleTestingMethod, number[]]>([
    ['bonferroni', [0.05, 0.2, 0.15, 0.025, 1]],
    ['holm', [0.04, 0.09, 0.09, 0.025, 0.8]],
    ['bh', [0.025, 0.05, 0.05, 0.025, 0.8]],
    ['by', [0.05708333333, 0.1141666667, 0.1141666667, 0.05708333333, 1]],
  ])('%s', (method, expected) => {
    adjustPValues(p, method).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
  });

  it('neither counts nor changes a NaN', () => {
    expect(adjustPValues([0.01, NaN, 0.02], 'bonferroni')).toEqual([0.02, NaN, 0.04]);
    expect(adjustPValues([0.02, NaN, 0.01], 'bh')).toEqual([0.02, NaN, 0.02]);
    expect(adjustPValues([], 'holm')).toEqual([]);
  });
});
