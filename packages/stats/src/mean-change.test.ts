import { describe, expect, it } from 'vitest';
import { decomposeMeanChange, type LabelledValue } from './mean-change.js';
import { seededRandom } from './seeded-random.js';

/** rows of a slice, of which the first `ones` are 1. */
const slice = (name: string, rows: number, ones: number): LabelledValue[] =>
  Array.from({ length: rows }, (_, i) => ({ slice: name, value: Number(i < ones) }));
const meanOf = (rows: readonly LabelledValue[]) => rows.reduce((sum, { value }) => sum + value, 0) / rows.length;

describe('decomposeMeanChange', () => {
  it('blames the share where only the share moved', () => {
    const reference = [...slice('east', 800, 160), ...slice('west', 200, 120)];
    const current = [...slice('east', 200, 40), ...slice('west', 800, 480)];
    const parts = decomposeMeanChange(reference, current);
    for (const { part, byShare } of parts) expect(part).toBeCloseTo(byShare, 12);
    expect(parts[0]).toMatchObject({
      slice: 'west',
      referenceMean: 0.6,
      currentMean: 0.6,
      part: expect.closeTo(0.192),
    });
  });

  it('blames the rows where only they changed', () => {
    const reference = [...slice('a', 500, 100), ...slice('b', 500, 100)];
    const current = [...slice('a', 500, 100), ...slice('b', 500, 300)];
    const [worst, rest] = decomposeMeanChange(reference, current);
    expect(worst).toMatchObject({ slice: 'b', part: expect.closeTo(0.2, 12), byShare: expect.closeTo(0) });
    expect(worst!.low).toBeGreaterThan(0);
    expect(rest).toMatchObject({ slice: 'a', part: expect.closeTo(0) });
  });

  it.each([1, 2, 3])('sums to the whole change, seed %i', (seed) => {
    const random = seededRandom(seed);
    const draw = (rows: number, skew: number) =>
      Array.from({ length: rows }, () => ({
        slice: `s${Math.floor(6 * random() ** skew)}`,
        value: 10 * random() - skew,
      }));
    const [reference, current] = [draw(400, 1), draw(700, 2)];
    const total = decomposeMeanChange(reference, current).reduce((sum, { part }) => sum + part, 0);
    expect(total).toBeCloseTo(meanOf(current) - meanOf(reference), 10);
  });

  it('a slice that is new adds by being there, one that went by being gone', () => {
    const reference = [...slice('old', 500, 0), ...slice('gone', 500, 500)];
    const current = [...slice('old', 500, 0), ...slice('new', 500, 500)];
    const bySlice = new Map(decomposeMeanChange(reference, current).map((one) => [one.slice, one]));
    expect(bySlice.get('new')).toMatchObject({ referenceMean: null, part: 0.25, byShare: 0.25 });
    expect(bySlice.get('gone')).toMatchObject({ currentMean: null, part: -0.25, byShare: -0.25 });
  });

  it('holds all intervals together: 20 slices that never change hardly ever have one that excludes 0', () => {
    const random = seededRandom(9);
    const draw = () =>
      Array.from({ length: 1000 }, () => ({ slice: `s${Math.floor(20 * random())}`, value: random() }));
    const runs = Array.from({ length: 200 }, () => decomposeMeanChange(draw(), draw()));
    const wrong = runs.filter((parts) => parts.some(({ low, high }) => low > 0 || high < 0)).length;
    expect(wrong).toBeLessThanOrEqual(20);
  });

  it('of nothing is nothing', () => expect(decomposeMeanChange([], slice('a', 3, 1))).toEqual([]));
});
