import { expect, it } from 'vitest';
import { uuidv7 } from './uuid.js';

it('sorts by time, and within a millisecond in the order in which ids were made', () => {
  const at = Date.UTC(2026, 0, 5);
  const ids = [at, at + 1].flatMap((ms) => Array.from({ length: 2_000 }, () => uuidv7(ms)));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids.map((id) => id.slice(19))).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^019b8b74-180[01]-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('makes different ids of more than it can order', () => {
  const ids = Array.from({ length: 10_000 }, () => uuidv7(0));
  expect(new Set(ids).size).toBe(ids.length);
});
