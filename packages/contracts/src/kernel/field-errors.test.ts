import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldErrorsOf } from './field-errors.js';

const Rows = z.strictObject({ rows: z.array(z.strictObject({ distance: z.number() })) });
const pathsOf = (value: unknown, parents: string[] = []) =>
  fieldErrorsOf(Rows.safeParse(value).error!, parents).map(({ path }) => path);

test('paths read as people write them, and a key too many is named', () => {
  expect(pathsOf({ rows: [{ distance: 1 }, { distance: 'far' }] })).toEqual(['rows[1].distance']);
  expect(pathsOf({ rows: [{ distance: 1, colour: 'red' }] })).toEqual(['rows[0].colour']);
  expect(pathsOf({ rows: [], key: 1 }, ['metadata'])).toEqual(['metadata.key']);
});

test('of a union, the option that came closest complains', () => {
  const Item = z.strictObject({ id: z.string() });
  const parsed = z.union([Item, z.strictObject({ items: z.array(Item) })]).safeParse({ items: [{ id: 1 }] });
  expect(fieldErrorsOf(parsed.error!)).toEqual([{ path: 'items[0].id', message: expect.any(String) }]);
});
