import { SavedRollout, type RolloutTemplate } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { emptyRolloutForm, readRolloutForm, type RolloutForm } from './rollout-form.js';
import { fromTemplate, isTypeable, savedBody } from './rollout-template.js';

const now = new Date('2026-11-21T12:00:00Z');
const template = (plan: object, more: object = {}): RolloutTemplate => ({
  name: 't',
  ...SavedRollout.parse({ plan, needsApproval: 'every_step', ...more }),
  savedBy: 'ada',
  savedAt: now.toISOString(),
});
const beta = { header: 'x-plan', in: ['beta', 'staff'] };
const aTest = {
  strategy: 'ab_test',
  arms: [2, 3].map((version) => ({ version, weightBp: 2_500 })),
  goal: { metric: 'clicks' },
};
const cohort = (match: object) => ({
  cohorts: [{ name: 'cohort-1', anyOf: [match] }],
  steps: [{ weightBp: 10_000, cohorts: ['cohort-1'] }, { weightBp: 500 }, { weightBp: 10_000 }],
});

test.each([
  {},
  { strategy: 'blue_green', switchBy: 'person', testSeconds: 5 },
  { strategy: 'shadow', mirrorBp: 500 },
  aTest,
  { ...aTest, cohorts: [{ name: 'cohort-1', anyOf: [beta] }] },
  cohort(beta),
  cohort({ keys: ['ada', 'eve'] }),
  cohort({ feature: 'age', max: 17 }),
  cohort({ feature: 'gate', in: ['A', '7', 7] }),
])('a template of %j comes out as its plan', (plan) => {
  const given = template(plan);
  expect(readRolloutForm({ ...fromTemplate(emptyRolloutForm, given), candidates: ['2', '3'] }, now)).toMatchObject({
    plan: given.plan,
    needsApproval: 'every_step',
  });
  expect(isTypeable(given)).toBe(true);
});

test.each([
  [
    'a cohort of several kinds of callers',
    { ...aTest, cohorts: [{ name: 'cohort-1', anyOf: [beta, { keys: ['a'] }] }] },
  ],
  ['a cohort by the beginning of a header', cohort({ header: 'x-plan', prefix: 'be' })],
  ['a cohort with a name', { ...aTest, cohorts: [{ name: 'insiders', anyOf: [beta] }] }],
  [
    'unequal shares',
    {
      ...aTest,
      arms: [
        { version: 2, weightBp: 100 },
        { version: 3, weightBp: 200 },
      ],
    },
  ],
])('%s is not for the form', (_, plan) => expect(isTypeable(template(plan))).toBe(false));

test('what is saved comes back whole: thresholds, the rest of the policy and webhooks', () => {
  const form: RolloutForm = {
    ...emptyRolloutForm,
    thresholds: [{ metric: 'p95_ms', max: 40 }],
    advanced: '{"policy": {"alpha": 0.01}, "hooks": [{"point": "event", "channel": "ops"}]}',
  };
  const saved = SavedRollout.parse(savedBody(start(form)));
  const again = start(
    fromTemplate({ ...emptyRolloutForm, thresholds: form.thresholds }, { ...template({}), ...saved }),
  );
  expect(SavedRollout.parse(savedBody(again))).toEqual(saved);
  expect(saved).toMatchObject({
    policy: { alpha: 0.01, checks: [{ name: 'p95-ms', max: 40 }] },
    hooks: [{ channel: 'ops' }],
  });
});

test.each(['ada', null])('what a template brought is gone with the next choice, of one by %s', (savedBy) => {
  const hooks = [{ point: 'event', channel: 'ops' }];
  const first = fromTemplate(emptyRolloutForm, template({}, { policy: { alpha: 0.01 }, hooks }));
  expect(first.advanced).toMatch(/alpha[^]*ops/);
  const next = { ...template({}), savedBy, needsApproval: 'never' as const };
  expect(fromTemplate({ ...first, thresholds: [{ metric: 'p95_ms', max: 40 }] }, next)).toEqual(
    fromTemplate(emptyRolloutForm, next),
  );
});

test('the candidates of an A/B test are chosen anew', () =>
  expect(fromTemplate({ ...emptyRolloutForm, candidates: ['7'] }, template(aTest)).candidates).toEqual([]));

function start(form: RolloutForm) {
  const read = readRolloutForm(form, now);
  if ('error' in read) throw new Error(read.error);
  return read;
}
