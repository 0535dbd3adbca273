import { expect, test } from 'vitest';
import { redactedBy, redactionChoices, redactionWords, withRedacted } from './redactions.js';

const rules = [
  { feature: 'name', by: 'removal' as const },
  { feature: '*', by: 'digest' as const },
];

test('the two ways do not touch each other', () => {
  expect([redactedBy(rules, 'removal'), redactedBy(rules, 'digest')]).toEqual([['name'], ['*']]);
  expect(withRedacted(rules, 'removal', ['age', 'city'])).toEqual([
    { feature: '*', by: 'digest' },
    { feature: 'age', by: 'removal' },
    { feature: 'city', by: 'removal' },
  ]);
});

test('a feature is redacted in one way only', () => {
  const valuesBy = (by: 'removal' | 'digest') => redactionChoices(['name', 'age'], rules, by).map(({ value }) => value);
  expect(valuesBy('removal')).toEqual(['name', 'age']);
  expect(valuesBy('digest')).toEqual(['age', '*']);
});

test.each([
  [[], null],
  [rules, 'without name, digests of every other feature'],
  [rules.slice(0, 1), 'without name'],
  [rules.slice(1), 'digests of every other feature'],
])('%j reads %s', (some, words) => {
  expect(redactionWords(some)).toBe(words);
});
