import { AbTestPlan } from '@slipway/contracts';
import { aMeasure } from '@slipway/testkit';
import { expect, it } from 'vitest';
import { barPlaces, candidateState, intervalSpan, liftWords, testRules } from './candidate-words.js';

const arm = { dropped: null, goal: aMeasure, leads: false };

it.each([
  [arm, 'not_yet'],
  [{ ...arm, leads: true }, 'leads'],
  [{ ...arm, leads: true, goal: { ...aMeasure, verdict: 'safe' as const } }, 'better'],
  [{ ...arm, goal: { ...aMeasure, verdict: 'safe' as const }, dropped: 'it failed' }, 'out'],
  [{ ...arm, goal: null }, 'not_yet'],
])('%o is %s', (candidate, state) => expect(candidateState(candidate)).toBe(state));

it.each([
  [aMeasure, '+5%'],
  [{ ...aMeasure, estimate: -1 }, '-10%'],
  [{ ...aMeasure, estimate: null }, '–'],
  [{ ...aMeasure, stable: { units: 9, mean: 0 } }, '–'],
  [null, '–'],
])('the lift of %o is %s', (goal, words) => expect(liftWords({ goal }).replace(/\s/g, '')).toBe(words));

it('puts all intervals and nought on one axis', () => {
  const better = { ...aMeasure, lower: 1, estimate: 2, upper: 3 };
  const span = intervalSpan([{ goal: aMeasure }, { goal: better }, { goal: null }]);
  expect(span).toEqual([-0.1, 3]);
  expect(barPlaces(better, [0, 4])).toEqual({ from: 0.25, to: 0.75, estimate: 0.5, zero: 0 });
  expect([barPlaces(null, span), barPlaces(better, null), intervalSpan([])]).toEqual([null, null, null]);
});

it('says what ends the test', () => {
  const plan = AbTestPlan.parse({
    strategy: 'ab_test',
    arms: [{ version: 2, weightBp: 100 }],
    goal: { metric: 'clicks' },
    onWinner: 'finish',
  });
  expect(testRules(plan, 1)).toMatch(/is named, and v1 keeps all traffic, not before 1 h .* After 14 d/);
});
