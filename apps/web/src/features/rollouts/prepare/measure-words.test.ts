import { aMeasure } from '@slipway/testkit';
import { expect, it } from 'vitest';
import { changeWords, measureName, mustBeWords } from './measure-words.js';

it.each([
  [{}, '+0.5 [-0.1, +1.1]', 'at most 1 lower'],
  [{ better: 'lower' as const }, '+0.5 [-0.1, +1.1]', 'at most 1 higher'],
  [{ limit: 0 }, '+0.5 [-0.1, +1.1]', 'higher'],
  [{ isEven: false }, 'not told of both alike', 'at most 1 lower'],
  [{ estimate: null }, 'too few values', 'at most 1 lower'],
  [{ estimate: null, candidate: { units: 0, mean: null } }, '–', 'at most 1 lower'],
  [{ kind: 'scores' as const, limit: 0.2 }, '0.5 [-0.1, 1.1]', 'at most 0.2 apart'],
])('a measure with %o', (change, words, mustBe) => {
  const measure = { ...aMeasure, ...change };
  expect([changeWords(measure), mustBeWords(measure)]).toEqual([words, mustBe]);
});

it('is called by its metric, scores by what they are', () => {
  expect([measureName(aMeasure), measureName({ ...aMeasure, kind: 'scores' })]).toEqual([
    'revenue',
    'Distribution of scores',
  ]);
});
