import { expect, it } from 'vitest';
import { indexedSearch } from './indexed-search.js';
import { seededRandom } from './seeded-random.js';

const random = seededRandom(8);
const grids = {
  none: [],
  one: [3],
  even: Array.from({ length: 500 }, (_, i) => i / 7),
  'heavy tail': Array.from({ length: 500 }, (_, i) => (1 - i / 500) ** -4),
  'neighbouring doubles': [1 - 2 ** -53, 1, 1 + 2 ** -52, 2],
  'the whole range': [-Number.MAX_VALUE, -1, 0, 5e-324, 1, Number.MAX_VALUE],
};

it.each(Object.entries(grids))('finds what a walk finds: %s', (_name, grid) => {
  const search = indexedSearch(Float64Array.from(grid));
  const near = grid.flatMap((boundary) => [boundary, boundary * (1 + 2 ** -52), boundary - 1e-9]);
  const anywhere = Array.from({ length: 300 }, () => (random() - 0.5) * 200);
  for (const value of [...near, ...anywhere, -1e308, 1e308, 0, -0].filter(Number.isFinite)) {
    const walked = grid.findIndex((boundary) => boundary >= value);
    expect(search(value)).toBe(walked === -1 ? grid.length : walked);
  }
});
