import type { TriggerCondition } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { conditionWords, limitWords, neededWords, spanWords, triggerSentence } from './trigger-words.js';

it.each<[TriggerCondition, string]>([
  [{ kind: 'drift', monitor: 'inputs' }, 'inputs finds drift'],
  [{ kind: 'performance', monitor: 'quality' }, 'quality finds worse performance'],
  [{ kind: 'labels', rows: 5000 }, '5,000 new outcomes'],
  [{ kind: 'schedule', cron: '0 3 * * 1', timeZone: 'UTC' }, 'cron 0 3 * * 1 (UTC)'],
  [{ kind: 'staleness', days: 1 }, 'no version for 1 day'],
])('says what %o waits for', (condition, words) => {
  expect(conditionWords(condition)).toBe(words);
});

it('says how many of the conditions must hold', () => {
  const two: TriggerCondition[] = [
    { kind: 'labels', rows: 5 },
    { kind: 'staleness', days: 1 },
  ];
  expect(neededWords({ conditions: two.slice(1), needed: 1 })).toBe('when it holds');
  expect(neededWords({ conditions: two, needed: 1 })).toBe('when any holds');
  expect(neededWords({ conditions: two, needed: 2 })).toBe('when all hold');
  expect(neededWords({ conditions: [...two, ...two], needed: 2 })).toBe('when 2 of 4 hold');
});

it('names the limits that are set', () => {
  const quietHours = { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' };
  expect(limitWords({ cooldownSeconds: 86_400, budgetPerWeek: 2, quietHours })).toEqual([
    '1 d cool-down',
    '2 runs in seven days',
    'quiet 22:00–06:00 (Europe/Berlin)',
    'one run at a time',
  ]);
  expect(limitWords({ cooldownSeconds: 0, budgetPerWeek: null, quietHours: null })).toEqual(['one run at a time']);
});

it('takes the largest unit that fits', () => {
  expect([90, 120, 7_200, 172_800].map(spanWords)).toEqual(['90 s', '2 min', '2 h', '2 d']);
});

it('says that an off trigger starts nothing, whatever it did before', () => {
  expect(triggerSentence({ enabled: false, lastDecision: 'Fired: x' })).toBe('Off: it starts nothing.');
  expect(triggerSentence({ enabled: true, lastDecision: null })).toBe('Its conditions have not held yet.');
});
