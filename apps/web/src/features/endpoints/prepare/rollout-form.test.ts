import { NewRollout } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { emptyRolloutForm, readRolloutForm, startBody, type RolloutForm } from './rollout-form.js';

const now = new Date('2026-11-21T12:00:00Z');
const read = (change: Partial<RolloutForm>) => readRolloutForm({ ...emptyRolloutForm, ...change }, now);

const beta = { of: 'header' as const, name: 'x-plan', values: 'beta' };
const aTypedTest = { strategy: 'ab_test' as const, candidates: ['2'], goalMetric: 'clicks' };

test('what is typed is what the API takes', () => {
  const start = read({
    cohorts: [
      { of: 'key', name: '', values: 'ada, eve', steps: 1 },
      { of: 'header', name: 'X-Plan', values: 'beta, staff', steps: 1 },
    ],
    rules: [
      { of: 'feature', name: 'distance', values: '..500', to: 'candidate' },
      { of: 'feature', name: 'gate', values: 'A, 7', to: 'stable' },
    ],
    thresholds: [{ metric: 'error_rate', max: 2 }],
    needsApproval: 'promotion',
    startAt: '2026-11-22T08:00',
  });
  if ('error' in start) throw new Error(start.error);
  const { plan } = start;
  const body = NewRollout.parse(startBody(start, { model: 'delays', version: 2 }));
  expect(body).toMatchObject({
    cohorts: [{ anyOf: [{ keys: ['ada', 'eve'] }] }, { anyOf: [{ header: 'x-plan', in: ['beta', 'staff'] }] }],
    rules: [
      { match: { feature: 'distance', max: 500 }, to: 'candidate' },
      { match: { feature: 'gate', in: ['A', '7', 7] }, to: 'stable' },
    ],
    policy: { checks: [{ name: 'error-rate', max: 0.02 }] },
    needsApproval: 'promotion',
  });
  expect(plan).toMatchObject({
    steps: [
      { weightBp: 1_000, cohorts: ['cohort-1'] },
      { weightBp: 5_000, cohorts: ['cohort-2'] },
      { weightBp: 10_000 },
    ],
  });
});

test('an A/B test is for its cohorts, and its rules name one of its candidates', () => {
  const start = read({
    strategy: 'ab_test',
    candidates: ['2', '3'],
    goalMetric: 'clicks',
    cohorts: [{ ...beta, steps: 9 }],
    rules: [{ ...beta, to: '3' }],
    thresholds: [{ metric: 'p95_ms', max: 40 }],
  });
  if ('error' in start) throw new Error(start.error);
  expect(NewRollout.parse(startBody(start, { model: 'delays', version: 9 }))).toMatchObject({
    arms: [{ version: 2 }, { version: 3 }],
    cohorts: [{ name: 'cohort-1', anyOf: [{ header: 'x-plan', in: ['beta'] }] }],
    rules: [{ to: 'candidate', version: 3 }],
    policy: { checks: [{ name: 'p95-ms', max: 40 }] },
  });
});

test('shares of a cohort and of all rise each by themselves', () => {
  const steps = [100, 10, 100].map((percent) => ({ percent, holdSeconds: 60 }));
  expect(read({ steps })).toEqual({ error: expect.stringContaining('larger') });
  expect(read({ steps, cohorts: [{ ...beta, steps: 1 }] })).toHaveProperty('plan');
});

test.each<[string, Partial<RolloutForm>, RegExp]>([
  ['a cohort without values', { cohorts: [{ ...beta, values: ' , ', steps: 1 }] }, /at least one value/],
  ['a cohort of no step', { cohorts: [{ ...beta, steps: 0 }] }, /at least one step/],
  [
    'cohorts of more steps than there are',
    {
      cohorts: [
        { ...beta, steps: 2 },
        { ...beta, steps: 2 },
      ],
    },
    /at most 3/,
  ],
  ['a rule for no candidate', { rules: [{ ...beta, to: '3' }] }, /to stable or to a candidate/],
  [
    'a rule for one of several',
    { ...aTypedTest, rules: [{ ...beta, to: 'candidate' }] },
    /to stable or to a candidate/,
  ],
  ['a test for nobody', { ...aTypedTest, cohorts: [{ ...beta, values: '', steps: 1 }] }, /at least one value/],
  ['a rule without a header', { rules: [{ ...beta, name: '', to: 'stable' }] }, /rule needs/],
  ['an empty threshold', { thresholds: [{ metric: 'p95_ms', max: '' }] }, /0 or more/],
  [
    'two thresholds of a number',
    { thresholds: [1, 2].map((max) => ({ metric: 'p95_ms' as const, max })) },
    /one threshold/,
  ],
  ['a start in the past', { startAt: '2020-01-01T00:00' }, /future/],
  ['a start that is no time', { startAt: 'soon' }, /future/],
  ['a test that never ends', { strategy: 'blue_green', testSeconds: 1e9 }, /604,800/],
  ['a time that is left empty', { strategy: 'shadow', durationSeconds: '' }, /whole seconds/],
  ['a test of nothing', { strategy: 'ab_test', goalMetric: 'clicks' }, /1 to 8/],
  [
    'a test that leaves nobody to stable',
    { strategy: 'ab_test', goalMetric: 'x', candidates: ['2', '3'], candidatePercent: 50 },
    /stable keeps/,
  ],
  ['a test without a goal', { strategy: 'ab_test', candidates: ['2'], goalMetric: ' ' }, /metric that decides/],
  ['a test without an end', { strategy: 'ab_test', candidates: ['2'], goalMetric: 'x', maxDays: '' }, /longest/],
  ['a copy of nothing', { strategy: 'shadow', mirrorPercent: 0 }, /0.01 %/],
])('%s is told', (_, change, error) => {
  expect(read(change)).toEqual({ error: expect.stringMatching(error) });
});
