import type { ColumnProfile } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { aboutNumber, precisionOf, rangeOf } from './column-words.js';

const column = (facts: Partial<ColumnProfile>) =>
  ({ type: 'text', min: null, max: null, median: null, span: null, lengths: null, ...facts }) as ColumnProfile;

describe('aboutNumber', () => {
  it('is the number when it is exact', () => expect(aboutNumber(1_234_567, 0)).toBe('1,234,567'));
  it('is rounded when it is not', () => expect(aboutNumber(1_234_567, 0.016)).toBe('~1,200,000'));
});

describe('rangeOf', () => {
  it.each([
    [column({ type: 'numeric', min: 1, median: 2.5, max: 4 }), '1 · 2.5 · 4'],
    [
      column({ type: 'timestamp', span: { first: '2001-01-01', last: '2001-03-31T10:20:00.000Z' } }),
      '2001-01-01 to 2001-03-31 10:20',
    ],
    [column({ lengths: { min: 1, mean: 2, max: 9 } }), '1 to 9 characters'],
    [column({ type: 'categorical', lengths: { min: 1, mean: 2, max: 9 } }), ''],
  ])('says where values lie', (profile, words) => expect(rangeOf(profile)).toBe(words));
});

describe('precisionOf', () => {
  it('is silent when all is exact', () =>
    expect(precisionOf(column({ quantileError: 0, distinctError: 0, topUndercount: 0 }))).toBeNull());
  it('names what is not', () =>
    expect(precisionOf(column({ quantileError: 0.0055, distinctError: 0, topUndercount: 12 }))).toMatch(
      /^Estimated: quantiles .*; counts of frequent values at most 12 too low\.$/,
    ));
});
