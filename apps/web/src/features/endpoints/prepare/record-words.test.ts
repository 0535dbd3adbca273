import { expect, it } from 'vitest';
import { recordWords } from './record-words.js';

it.each([
  [{ a: 1, b: 'x', c: null, d: 2 }, 'a 1, b x, c – +1'],
  [{ score: 0.123456 }, 'score 0.1235'],
  [{ label: '1', score: { '0': 0.114437, '1': 0.885563 } }, 'label 1, score (0 0.1144, 1 0.8856)'],
  [{ score: { a: 0.1, b: 0.2, c: 0.3, d: 0.4 } }, 'score (a 0.1, b 0.2, c 0.3 +1)'],
  [{ mixed: { yes: 0.5, no: 'x' } }, 'mixed {"yes":0.5,"no":"x"}'],
  [{}, ''],
  [null, '–'],
])('recordWords(%j) is "%s"', (record, words) => expect(recordWords(record)).toBe(words));
