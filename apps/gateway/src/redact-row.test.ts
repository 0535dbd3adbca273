import { expect, test } from 'vitest';
import { DataPlaneError } from './data-plane-error.js';
import { redactInputs, refusalText, type RedactedRoute } from './redact-row.js';

const route = (redactions: RedactedRoute['redactions'], redactionKey = 'k1'): RedactedRoute => ({
  redactions,
  redactionKey,
});
const row = { name: 'Ada', city: 'London', age: 36, mail: null };
const digest = /^hmac:[0-9a-f]{24}$/;

test('without rules a row is kept as it is', () => {
  expect(redactInputs(row, route([]))).toBe(row);
});

test('a removed value is not there, a digested one is known again and not read, what is missing stays missing', () => {
  const of = route([
    { feature: 'name', by: 'removal' },
    { feature: 'city', by: 'digest' },
    { feature: 'mail', by: 'digest' },
  ]);
  const kept = redactInputs(row, of);
  expect(kept).toEqual({ city: expect.stringMatching(digest), age: 36, mail: null });
  expect(redactInputs({ ...row, name: 'Bob' }, of)['city']).toBe(kept['city']);
  expect(redactInputs({ ...row, city: 'Paris' }, of)['city']).not.toBe(kept['city']);
  expect(redactInputs(row, { ...of, redactionKey: 'k2' })['city']).not.toBe(kept['city']);
});

test("a feature's own rule goes before the one for all", () => {
  const of = route([
    { feature: '*', by: 'removal' },
    { feature: 'age', by: 'digest' },
  ]);
  expect(redactInputs(row, of)).toEqual({ age: expect.stringMatching(digest), mail: null });
});

test('words that may quote a value are left out, their places stay', () => {
  const error = new DataPlaneError(422, 'invalid_rows', 'rows[0].age expected a number, got "36 and ill"', [
    { path: 'rows[0].age', message: 'expected a number, got "36 and ill"' },
  ]);
  expect(refusalText(error, route([]))).toContain('36 and ill');
  expect(refusalText(error, route([{ feature: 'name', by: 'digest' }]))).toBe('invalid_rows: rows[0].age');
  const bare = new DataPlaneError(502, 'replica_failed', 'the replica answered 500: Ada is not known');
  expect(refusalText(bare, route([{ feature: 'name', by: 'digest' }]))).toBe('replica_failed');
});
