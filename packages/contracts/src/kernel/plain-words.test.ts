import { expect, it } from 'vitest';
import { z } from 'zod';
import { fieldErrorsOf } from './field-errors.js';
import { plainWords } from './plain-words.js';

it.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'is missing'],
  [z.string(), 7, 'must be text, not a number'],
  [z.number(), 'far', 'must be a number, not text'],
  [z.number().int(), 1.5, 'must be a whole number'],
  [z.coerce.number(), 'far', 'must be a number'],
  [z.string(), null, 'must be text, not null'],
  [z.boolean(), null, 'must be true or false, not null'],
  [z.array(z.string()), {}, 'must be a list, not an object'],
  [z.strictObject({}), [], 'must be an object, not a list'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(3), 'a', 'must have at least 3 characters'],
  [z.string().max(2), 'abc', 'must have at most 2 characters'],
  [z.array(z.string()).min(1), [], 'must not be empty'],
  [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entries'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.number().lt(1), 1, 'must be less than 1'],
  [z.uuid(), 'x', 'must be an id, 32 hex digits in the groups of a UUID'],
  [z.iso.datetime(), 'tomorrow', 'must be a time such as 2026-11-21T10:00:00Z'],
  [z.enum(['drift', 'quality']), 'x', 'must be one of drift, quality'],
  [z.literal('approve'), 'x', 'must be approve'],
  [z.enum(['drift']), undefined, 'is missing'],
  [z.string().regex(/^a$/, 'must be an a'), 'b', 'must be an a'],
  [z.string().regex(/^[0-9a-f]{32}$/), 'b', 'must match /^[0-9a-f]{32}$/'],
])('of %# says what is wrong', (schema, value, words) => {
  const { error } = schema.safeParse(value, { error: plainWords });
  expect(fieldErrorsOf(error!)).toEqual([{ path: '', message: words }]);
});
