import { seededRandom } from '@slipway/stats';
import { expect, test } from 'vitest';
import { QuerySample } from './query-sample.js';

/** Rows of `sizes[i]` for query i, all queries dealt out in turns over batches of 700 rows. */
function shown(sizes: readonly number[], seed: number): Map<string, number> {
  const sample = new QuerySample('query', seededRandom(seed));
  const names: string[] = [];
  for (let turn = 0; turn < Math.max(...sizes); turn += 1)
    sizes.forEach((size, query) => {
      if (turn < size) names.push(`q${query}`);
    });
  for (let at = 0; at < names.length; at += 700) {
    const query = names.slice(at, at + 700);
    sample.show({
      rows: query.length,
      columns: new Map<string, unknown[]>([
        ['query', query],
        ['row', query.map((_, i) => at + i)],
      ]),
    });
  }
  const { rows, columns } = sample.taken();
  const counts = new Map<string, number>();
  for (const name of columns.get('query') as string[]) counts.set(name, (counts.get(name) ?? 0) + 1);
  expect(columns.get('row')).toHaveLength(rows);
  expect(new Set(columns.get('row')).size).toBe(rows);
  return counts;
}

test('all of few rows are kept', () => {
  expect(shown([3, 0, 5], 1)).toEqual(
    new Map([
      ['q0', 3],
      ['q2', 5],
    ]),
  );
});

test('of a query that is kept all rows are, and nearly as many rows as may be', () => {
  const sizes = Array.from({ length: 400 }, (_, query) => 20 + (query % 30));
  const counts = shown(sizes, 2);
  for (const [name, count] of counts) expect(count).toBe(sizes[Number(name.slice(1))]);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBeLessThanOrEqual(5_000);
  expect(total).toBeGreaterThan(4_800);
});

test('a single query of more rows stays whole', () => {
  expect(shown([6_000], 3)).toEqual(new Map([['q0', 6_000]]));
});

test('each query has the same chance, whenever it comes', () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 100; seed += 1)
    for (const name of shown(
      Array.from({ length: 20 }, () => 500),
      seed,
    ).keys())
      times.set(name, (times.get(name) ?? 0) + 1);
  // Ten of twenty queries fit; 100 draws of a fair coin lie within 50 ± 25 but once in two million.
  expect(times.size).toBe(20);
  for (const count of times.values()) expect(Math.abs(count - 50)).toBeLessThan(25);
});
