import { RolloutPolicy, type Trigger } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { conditionOf, draftOf, emptyDraft, sentOf } from './trigger-draft.js';

const trigger: Trigger = {
  name: 'weekly',
  trainer: 'boost',
  conditions: [
    { kind: 'schedule', cron: '0 3 * * 1', timeZone: 'Europe/Berlin' },
    { kind: 'drift', monitor: 'inputs' },
  ],
  needed: 2,
  input: { model: 'delays', endpoint: 'delays', windowDays: 30, holdOutShare: 0.2, params: { trees: '50' } },
  cooldownSeconds: 7200,
  budgetPerWeek: 3,
  budgetLeft: 3,
  quietHours: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' },
  enabled: true,
  thenRollOut: null,
  lastFiredAt: null,
  lastDecision: null,
  nextLookAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};

it('a trigger that nobody changed is sent as it was', () => {
  const { name, trainer, conditions, needed, input, cooldownSeconds, budgetPerWeek, quietHours, thenRollOut } = trigger;
  const same = { name, trainer, conditions, needed, input, cooldownSeconds, budgetPerWeek, quietHours, thenRollOut };
  expect(sentOf(draftOf(trigger, 'UTC'), trigger)).toEqual(same);
});

it('nothing is sent while something is missing', () => {
  const whole = { ...emptyDraft('UTC'), name: 'new', trainer: 'boost', model: 'delays', endpoint: 'delays' };
  expect(sentOf(whole, null)).toMatchObject({
    needed: 1,
    cooldownSeconds: 86_400,
    quietHours: null,
    thenRollOut: null,
  });
  for (const change of [
    { name: ' ' },
    { trainer: null },
    { endpoint: null },
    { conditions: [] },
    { conditions: [conditionOf('drift', 'UTC')] },
    { quietFrom: '22:00' },
  ])
    expect(sentOf({ ...whole, ...change }, null)).toBeNull();
});

it('fewer conditions need no more than there are', () => {
  const draft = { ...draftOf(trigger, 'UTC'), conditions: trigger.conditions.slice(0, 1) };
  expect(sentOf(draft, trigger)?.needed).toBe(1);
});

it('parameters, what is held out and the steps of the canary are typed', () => {
  const draft = {
    ...draftOf(trigger, 'UTC'),
    params: ['trees=80', 'note=a = b'],
    holdOut: { kind: 'newest' as const, percent: 7, from: '', to: '' },
    canary: true,
    steps: [{ percent: 2.5, holdSeconds: 30 }],
  };
  expect(sentOf(draft, trigger)).toMatchObject({
    input: { params: { trees: '80', note: 'a = b' }, holdOutShare: 0.07 },
    thenRollOut: { steps: [{ weightBp: 250, holdSeconds: 30 }], approval: true },
  });
  expect(sentOf({ ...draft, steps: [{ percent: 0, holdSeconds: 30 }] }, trigger)).toBeNull();
  expect(sentOf({ ...draft, policy: { ...draft.policy, thetaHarm: '' } }, trigger)).toBeNull();
});

it('a span that is held out stays until something else takes its place', () => {
  const holdOut = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };
  const { holdOutShare: _, ...input } = trigger.input;
  const known = { ...trigger, input: { ...input, holdOut } };
  const draft = draftOf(known, 'UTC');
  expect(sentOf(draft, known)?.input).toEqual(known.input);
  expect(sentOf({ ...draft, holdOut: { ...draft.holdOut, kind: 'nothing' } }, known)?.input).toEqual(input);
  expect(sentOf({ ...draft, holdOut: { ...draft.holdOut, to: '' } }, known)).toBeNull();
});

it('the cohorts of a step stay while its share does', () => {
  const policy = RolloutPolicy.parse({ alpha: 0.01, failFirst: 7 });
  const steps = [{ weightBp: 1_000, holdSeconds: 60, cohorts: ['staff'] }];
  const known: Trigger = { ...trigger, thenRollOut: { steps, policy, approval: false } };
  const draft = draftOf(known, 'UTC');
  expect(sentOf(draft, known)?.thenRollOut).toEqual(known.thenRollOut);
  const added = sentOf({ ...draft, steps: [{ percent: 5, holdSeconds: 1 }, ...draft.steps] }, known);
  expect(added?.thenRollOut?.steps).toEqual([{ weightBp: 500, holdSeconds: 1 }, ...steps]);
});
