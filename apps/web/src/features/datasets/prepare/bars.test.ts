import { describe, expect, it } from 'vitest';
import { barsOf, barsSentence } from './bars.js';

describe('barsOf', () => {
  it('draws numbers by their histogram', () =>
    expect(
      barsOf({
        histogram: [
          { from: 0, to: 10, count: 5 },
          { from: 10, to: 20, count: 20 },
        ],
        top: [],
      }),
    ).toEqual([
      { label: '0 to 10', count: 5, height: 0.25 },
      { label: '10 to 20', count: 20, height: 1 },
    ]));
  it('draws categories by their top values', () =>
    expect(barsOf({ histogram: [], top: [{ value: 'ORD', count: 4 }] })).toEqual([
      { label: 'ORD', count: 4, height: 1 },
    ]));
  it('has no bar without values', () => expect(barsOf({ histogram: [], top: [] })).toEqual([]));
  it('keeps empty columns at height 0', () =>
    expect(barsOf({ histogram: [{ from: 0, to: 1, count: 0 }], top: [] })[0]?.height).toBe(0));
});

describe('barsSentence', () => {
  it('names the highest bar', () =>
    expect(
      barsSentence(
        barsOf({
          histogram: [],
          top: [
            { value: 'ORD', count: 4000 },
            { value: 'LAX', count: 2 },
          ],
        }),
      ),
    ).toBe('2 bars, most in ORD (4,000 rows)'));
  it('says when there is none', () => expect(barsSentence([])).toBe('no values'));
});
