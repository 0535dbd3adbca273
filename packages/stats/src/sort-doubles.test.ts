import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.js';
import { sortedDoubles } from './sort-doubles.js';

const random = seededRandom(5);
const bits = new Uint32Array(2);
const anyDouble = (): number => {
  bits.set([random() * 2 ** 32, random() * 2 ** 32]);
  return new Float64Array(bits.buffer)[0]!;
};
const hard = [NaN, -NaN, Infinity, -Infinity, 0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1, 1];

it.each([
  ['any bits at all', () => anyDouble()],
  ['a normal range', () => random() - 0.5],
  ['few values', () => Math.floor(5 * random()) - 2],
  ['moments of one day', () => 1.7e12 + Math.floor(86_400_000 * random())],
  ['one value', () => 7],
])('sorts %s as comparing does, many or few', (_name, draw) => {
  for (const length of [0, 1, 50, 120_000]) {
    const values = [...hard, ...Array.from({ length }, draw)].slice(0, Math.max(length, 1));
    const expected = Float64Array.from(values).sort();
    expect(sortedDoubles(values).every((value, i) => Object.is(value, expected[i]))).toBe(true);
  }
});
