import { describe, expect, it } from 'vitest';
import { multiplicitiesOf, repeatsAmong, rowsIn } from './repeated-rows.js';
import { seededRandom } from './seeded-random.js';
import { shuffle } from './shuffle.js';

function drawnOf(rows: readonly string[], random: () => number, size: number): Set<string> {
  const order = [...rows];
  shuffle(order, random);
  return new Set(order.slice(0, size));
}

describe('multiplicitiesOf', () => {
  it.each([
    [[], []],
    [['a'], [1]],
    [
      ['a', 'b', 'a', 'c'],
      [2, 1],
    ],
    [
      ['a', 'a', 'a'],
      [0, 0, 1],
    ],
    [
      ['__proto__', 'constructor', '__proto__'],
      [1, 1],
    ],
  ])('of %j', (keys, expected) => {
    expect(multiplicitiesOf(keys)).toEqual(expected);
    expect(rowsIn(expected)).toBe(keys.length);
  });
});

describe('repeatsAmong', () => {
  it.each([
    ['nothing', [], 0, 0],
    ['different rows', [100], 40, 0],
    ['all rows of pairs', [0, 50], 100, 50],
    // Two of four rows, which are two pairs: the second one is the twin of the first in one of three cases.
    ['two rows of two pairs', [0, 2], 2, 1 / 3],
    ['one value only', [0, 0, 0, 0, 1], 3, 2],
    ['one row of many', [0, 500], 1, 0],
  ])('%s', (_name, multiplicities, drawn, expected) => {
    expect(repeatsAmong(multiplicities, drawn)).toBeCloseTo(expected, 9);
  });

  it('is what drawing shows', () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => String(i % 3 === 0 ? i % 60 : i));
    const expected = repeatsAmong(multiplicitiesOf(rows), 200);
    const random = seededRandom(7);
    let sum = 0;
    for (let i = 0; i < 300; i += 1) sum += 200 - drawnOf(rows, random, 200).size;
    expect(Math.abs(sum / 300 - expected)).toBeLessThan(1);
  });

  it('more rows than there are cannot be drawn', () => {
    expect(() => repeatsAmong([3], 4)).toThrow('4 of 3 rows cannot be drawn');
  });
});
