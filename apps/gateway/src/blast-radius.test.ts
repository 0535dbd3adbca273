import { expect, test } from 'vitest';
import { BlastRadius } from './blast-radius.js';

const route = { rolloutId: 'r', configNumber: 2, limits: { badRequestBudget: 4, failFirst: 3, thetaHarm: 1.25 } };
const stable = { role: 'stable' as const, versionId: 'v1' };
const candidate = { role: 'candidate' as const, versionId: 'v2' };
/** Answers of the candidate (x failed, . fine) and of stable (F failed, s fine); a number is the config from then on. */
const after = (answers: string) => {
  const blast = new BlastRadius();
  let { configNumber } = route;
  for (const answer of answers)
    if (/\d/.test(answer)) configNumber = Number(answer);
    else blast.note({ ...route, configNumber }, 'x.'.includes(answer) ? candidate : stable, 'xF'.includes(answer));
  return blast;
};

test.each([
  ['', false, 'nothing happened'],
  ['xx', false, 'too few to judge'],
  ['xxx', true, 'all of the first failed'],
  ['xxxs', true, 'all of the first failed, whatever stable did'],
  ['.xxx', false, 'one answer in between'],
  ['.xxxx', true, 'the budget is spent'],
  ['.x.x.x.x...', true, 'the budget is spent, however slowly'],
  ['.x.x.x.xsFsF', false, 'stable fails as often'],
  ['.x.x.x.x.x.xsssFsF', false, 'not much more than stable'],
  ['.xxxxxxx.sssF', true, 'far more than stable'],
  ['.xxxx3FFFF', true, 'another hour is no excuse'],
])('%s is spent: %s (%s)', (answers, isSpent) => {
  expect(after(answers).isSpent(route, 'v2')).toBe(isSpent);
});

test('another rollout starts anew, and none has no limits', () => {
  const blast = after('xxxx');
  expect(blast.isSpent({ ...route, rolloutId: 'next' }, 'v2')).toBe(false);
  expect(blast.isSpent({ rolloutId: 'r', limits: null }, 'v2')).toBe(false);
  blast.note({ rolloutId: null, configNumber: 2 }, candidate, true);
  expect(blast.isSpent({ ...route, rolloutId: null }, 'v2')).toBe(false);
});

test('each of several candidates has a budget of its own', () => {
  const blast = after('xxxx');
  expect([blast.isSpent(route, 'v2'), blast.isSpent(route, 'v3')]).toEqual([true, false]);
});
