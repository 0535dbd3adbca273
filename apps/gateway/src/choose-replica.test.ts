import { expect, test } from 'vitest';
import { chooseReplica } from './choose-replica.js';

const replica = (name: string, outstanding: number, meanMs: number | null = null) => ({ name, outstanding, meanMs });
const half = (): number => 0.5;

test('the fewest open requests, a tie is drawn', () => {
  const [a, b, c] = [replica('a', 2), replica('b', 1), replica('c', 1)];
  expect(chooseReplica('least_outstanding', [a, b, c], 0, () => 0)).toBe(b);
  expect(chooseReplica('least_outstanding', [a, b, c], 0, () => 0.99)).toBe(c);
});

test('each in turn', () => {
  const all = [replica('a', 9), replica('b', 0), replica('c', 0)];
  expect([0, 1, 2, 3].map((turn) => chooseReplica('round_robin', all, turn, half)?.name)).toEqual(['a', 'b', 'c', 'a']);
});

test('by measured speed: p_i = mu_i / sum mu', () => {
  const all = [replica('slow', 0, 30), replica('fast', 0, 10)];
  const drawn = Array.from(
    { length: 1_000 },
    (_, i) => chooseReplica('weighted', all, 0, () => (i + 0.5) / 1_000)?.name,
  );
  expect(drawn.filter((name) => name === 'fast')).toHaveLength(750);
});

test('one that was never measured counts as the fastest', () => {
  const all = [replica('known', 0, 10), replica('new', 0)];
  const drawn = Array.from({ length: 100 }, (_, i) => chooseReplica('weighted', all, 0, () => (i + 0.5) / 100)?.name);
  expect(drawn.filter((name) => name === 'new')).toHaveLength(50);
});

test('one or none', () => {
  const only = replica('only', 5);
  expect(chooseReplica('weighted', [only], 3, half)).toBe(only);
  expect(chooseReplica('least_outstanding', [], 3, half)).toBeUndefined();
});
