import { expect, it } from 'vitest';
import { recordWords } from './record-words.js';

it.each([
  [{ a: 1, b: 'x', c: null, d: 2 }, 'a 1, b x, c – +1'],
  [{ score: 0.123456 }, 'score 0.1235'],
  [{ probabilities: { yes: 0.5 } }, 'probabilities {"yes":0.5}'],
  [{}, ''],
  [null, '–'],
])('recordWords(%j) is "%s"', (record, words) => expect(recordWords(record)).toBe(words));
