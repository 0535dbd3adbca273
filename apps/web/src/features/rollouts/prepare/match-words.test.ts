import { expect, it } from 'vitest';
import { matchWords } from './match-words.js';

it.each([
  [{ keys: ['a', 'b'] }, 'routing key a or b'],
  [{ keys: ['a', 'b', 'c', 'd', 'e'] }, 'routing key a, b, c or one of 2 others'],
  [{ header: 'x-region', in: ['eu'] }, 'header x-region is eu'],
  [{ feature: 'distance', min: 100, max: 500 }, 'distance is at least 100 and at most 500 in every row'],
  [{ feature: 'gate', in: ['A', 7] }, 'gate is A or 7 in every row'],
  [{ header: 'x-user', prefix: 'beta-' }, 'header x-user begins with beta-'],
])('%j is said as %s', (match, words) => {
  expect(matchWords(match)).toBe(words);
});
