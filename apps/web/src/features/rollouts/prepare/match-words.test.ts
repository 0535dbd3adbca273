import { expect, it } from 'vitest';
import { matchWords } from './match-words.js';

it.each([
  [{ keys: ['a', 'b'] }, 'routing key a or b'],
  [{ keys: ['a', 'b', 'c', 'd', 'e'] }, 'routing key a, b, c or one of 2 others'],
  [{ header: 'x-region', in: ['eu'] }, 'header x-region is eu'],
  [{ header: 'x-user', prefix: 'beta-' }, 'header x-user begins with beta-'],
])('%j is said as %s', (match, words) => {
  expect(matchWords(match)).toBe(words);
});
