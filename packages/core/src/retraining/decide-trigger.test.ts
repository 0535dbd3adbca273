import type { TriggerCondition } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { decideTrigger, type TriggerEvidence, type TriggerPolicy } from './decide-trigger.js';
import { cronFault, lastDue, nextDue, quietUntil } from './due-times.js';

const at = (text: string): Date => new Date(`2026-${text}:00Z`);
const now = at('03-10T12:00');
const drift: TriggerCondition = { kind: 'drift', monitor: 'inputs' };
const labels: TriggerCondition = { kind: 'labels', rows: 500 };
const nightly: TriggerCondition = { kind: 'schedule', cron: '0 3 * * *', timeZone: 'UTC' };
const stale: TriggerCondition = { kind: 'staleness', days: 30 };
const alarm = { at: at('03-10T11:00'), sentence: 'distance D 0.21', isFiring: true };

const policy = (change: Partial<TriggerPolicy> = {}): TriggerPolicy => ({
  enabled: true,
  conditions: [drift],
  needed: 1,
  cooldownSeconds: 3_600,
  budgetPerWeek: null,
  quietHours: null,
  ...change,
});
const evidence = (change: Partial<TriggerEvidence> = {}): TriggerEvidence => ({
  now,
  since: at('03-01T00:00'),
  alarms: new Map([['inputs', alarm]]),
  newLabels: 0,
  newestVersionAt: at('03-01T00:00'),
  lastFiredAt: null,
  firedThisWeek: [],
  isRunning: false,
  ...change,
});

describe('conditions', () => {
  const cases: [string, TriggerCondition, Partial<TriggerEvidence>, boolean, string][] = [
    ['an alarm', drift, {}, true, 'distance D 0.21'],
    ['an alarm that it fired for already', drift, { since: alarm.at }, false, 'nothing new since 2026-03-10 11:00 UTC'],
    [
      'an alarm that is over',
      drift,
      { alarms: new Map([['inputs', { ...alarm, isFiring: false }]]) },
      false,
      'it has calmed down since 2026-03-10 11:00 UTC',
    ],
    ['a monitor without alarm', drift, { alarms: new Map([['inputs', null]]) }, false, 'it has not alarmed'],
    ['a monitor that is gone', drift, { alarms: new Map() }, false, 'the monitor inputs is gone'],
    [
      'enough labels',
      labels,
      { newLabels: 500 },
      true,
      'at least 500 predictions got an outcome since the last training',
    ],
    ['one label too few', labels, { newLabels: 499 }, false, '499 predictions got an outcome since the last training'],
    ['a due time since it fired', nightly, { since: at('03-10T02:59') }, true, 'it was due at 2026-03-10 03:00 UTC'],
    [
      'a due time that it fired for',
      nightly,
      { since: at('03-10T03:00') },
      false,
      'it is next due at 2026-03-11 03:00 UTC',
    ],
    [
      'an old version',
      stale,
      { newestVersionAt: at('02-08T12:00') },
      true,
      'the newest version was made at 2026-02-08 12:00 UTC',
    ],
    [
      'a version that is a minute younger',
      stale,
      { newestVersionAt: at('02-08T12:01') },
      false,
      'the newest version was made at 2026-02-08 12:01 UTC',
    ],
    ['no version at all', stale, { newestVersionAt: null }, true, 'the model has no version yet'],
  ];
  it.each(cases)('%s', (_, condition, change, met, why) => {
    const verdict = decideTrigger(policy({ conditions: [condition] }), evidence(change));
    expect(verdict.conditions).toMatchObject([{ met, why }]);
    expect(verdict.act).toBe(met ? 'fire' : 'wait');
  });

  it('of two needed, one does not suffice; the next look is the first that could change', () => {
    const both = policy({ conditions: [labels, nightly], needed: 2 });
    const waiting = decideTrigger(both, evidence({ newLabels: 3 }));
    expect(waiting).toMatchObject({
      act: 'wait',
      why: '1 of 2 conditions hold, 2 needed',
      lookAgainAt: at('03-10T12:01'),
    });
    expect(decideTrigger(both, evidence({ newLabels: 500 })).act).toBe('fire');
  });
});

describe('limits', () => {
  const lastFiredAt = at('03-10T11:30');
  const quietHours = { from: '11:00', to: '13:00', timeZone: 'UTC' };
  const cases: [string, Partial<TriggerPolicy>, Partial<TriggerEvidence>, string | null, string | null][] = [
    ['off', { enabled: false }, {}, 'off', null],
    ['a run under way', {}, { isRunning: true }, 'run_under_way', null],
    ['cooling down', {}, { lastFiredAt }, 'cool_down', '03-10T12:30'],
    ['cooled down to the second', { cooldownSeconds: 1_800 }, { lastFiredAt }, null, null],
    ['a spent budget', { budgetPerWeek: 1 }, { firedThisWeek: [at('03-04T10:00')] }, 'budget', '03-11T10:00'],
    [
      'a budget of two that is spent',
      { budgetPerWeek: 2 },
      { firedThisWeek: [at('03-04T10:00'), at('03-05T10:00')] },
      'budget',
      '03-11T10:00',
    ],
    ['a budget of two with one left', { budgetPerWeek: 2 }, { firedThisWeek: [at('03-05T10:00')] }, null, null],
    ['quiet hours', { quietHours }, {}, 'quiet_hours', '03-10T13:00'],
    [
      'the limit that ends last is named',
      { quietHours, cooldownSeconds: 86_400 },
      { lastFiredAt },
      'cool_down',
      '03-11T11:30',
    ],
  ];
  it.each(cases)('%s', (_, limits, seen, reason, lookAgain) => {
    const verdict = decideTrigger(policy(limits), evidence(seen));
    expect(verdict).toMatchObject(reason === null ? { act: 'fire' } : { act: 'hold', reason });
    if (reason !== null) expect(verdict.lookAgainAt).toEqual(lookAgain && at(lookAgain));
  });

  it('say nothing while the conditions do not hold', () => {
    expect(decideTrigger(policy({ enabled: false }), evidence({ alarms: new Map() })).act).toBe('wait');
  });
});

describe('times', () => {
  const berlin = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };

  it('follow the time zone over the change to summer time: 02:30 does not exist on 29 March 2026', () => {
    expect(nextDue(berlin, at('03-27T12:00'))).toEqual(at('03-28T01:30'));
    expect(nextDue(berlin, at('03-29T12:00'))).toEqual(at('03-30T00:30'));
  });

  it('are due at their very minute, not a moment before', () => {
    expect(lastDue({ cron: '0 3 * * *', timeZone: 'UTC' }, at('03-10T03:00'))).toEqual(at('03-10T03:00'));
    expect(lastDue({ cron: '0 3 * * *', timeZone: 'UTC' }, new Date(at('03-10T03:00').getTime() - 1))).toEqual(
      at('03-09T03:00'),
    );
  });

  it.each(['61 * * * *', 'H 3 * * *', 'often please do it now', '0 0 31 2 *'])(
    'that cannot be are refused: %s',
    (cron) => {
      expect(cronFault({ cron, timeZone: 'UTC' })).not.toBeNull();
    },
  );

  it('that can be are not: names of days and months', () => {
    expect(cronFault({ cron: '0 3 * MAR MON-THU', timeZone: 'America/New_York' })).toBeNull();
  });

  it('of quiet hours reach over midnight, by the clock of their zone', () => {
    const night = { from: '22:00', to: '06:00', timeZone: 'America/New_York' };
    expect(quietUntil(night, at('01-10T02:59'))).toBeNull();
    expect(quietUntil(night, at('01-10T03:00'))).toEqual(at('01-10T11:00'));
    expect(quietUntil(night, at('01-10T10:59'))).toEqual(at('01-10T11:00'));
    expect(quietUntil(night, at('01-10T11:00'))).toBeNull();
  });
});
