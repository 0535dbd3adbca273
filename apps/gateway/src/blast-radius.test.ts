import { expect, test } from 'vitest';
import { BlastRadius } from './blast-radius.js';

const route = { rolloutId: 'r', limits: { badRequestBudget: 4, failFirst: 3 } };
const after = (answers: string) => {
  const blast = new BlastRadius();
  for (const answer of answers) blast.note(route, answer === 'x');
  return blast;
};

test.each([
  ['', false, 'nothing happened'],
  ['xx', false, 'too few to judge'],
  ['xxx', true, 'all of the first failed'],
  ['.xxx', false, 'one answer in between'],
  ['.xxxx', true, 'the budget is spent'],
  ['.x.x.x.x...', true, 'the budget is spent, however slowly'],
])('%s is spent: %s (%s)', (answers, isSpent) => {
  expect(after(answers).isSpent(route)).toBe(isSpent);
});

test('another rollout starts anew, and none has no limits', () => {
  const blast = after('xxxx');
  expect(blast.isSpent({ ...route, rolloutId: 'next' })).toBe(false);
  expect(blast.isSpent({ rolloutId: 'r', limits: null })).toBe(false);
  blast.note({ rolloutId: null }, true);
  expect(blast.isSpent({ ...route, rolloutId: null })).toBe(false);
});
