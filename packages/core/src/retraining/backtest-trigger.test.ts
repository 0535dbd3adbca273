import type { TriggerCondition } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { backtestTrigger, type PastWindow, type TriggerPast } from './backtest-trigger.js';
import type { TriggerPolicy } from './decide-trigger.js';

const DAY_MS = 86_400_000;
const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1) + n * DAY_MS);
const policy = (conditions: TriggerCondition[], change: Partial<TriggerPolicy> = {}): TriggerPolicy => ({
  enabled: true,
  conditions,
  needed: 1,
  cooldownSeconds: 0,
  budgetPerWeek: null,
  quietHours: null,
  ...change,
});
const past = (change: Partial<TriggerPast> = {}): TriggerPast => ({
  from: day(0),
  to: day(90),
  windows: [],
  outcomes: [],
  ...change,
});
const window = (n: number, isFiring: boolean, alarmed = isFiring): PastWindow => ({
  monitor: 'inputs',
  at: day(n),
  alarmed,
  isFiring,
  sentence: `day ${n}`,
});
const firedOn = (p: TriggerPolicy, of: TriggerPast): number[] =>
  backtestTrigger(p, of).fired.map(({ at }) => (Date.parse(at) - day(0).getTime()) / DAY_MS);

describe('a back-test', () => {
  const drift: TriggerCondition[] = [{ kind: 'drift', monitor: 'inputs' }];

  it('fires once an alarm, and names it', () => {
    const windows = [window(10, false), window(20, true), window(21, false), window(40, true)];
    const tried = backtestTrigger(policy(drift), past({ windows }));
    expect(tried.fired.map(({ why }) => why)).toEqual(['drift (inputs): day 20', 'drift (inputs): day 40']);
  });

  it('holds back within the cool-down, and fires at its end by alarms that came meanwhile', () => {
    const windows = [20, 21, 22, 23, 24, 25, 26, 27, 28].map((n) => window(n, true));
    const cooled = policy(drift, { cooldownSeconds: 5 * 86_400 });
    expect(firedOn(cooled, past({ windows }))).toEqual([20, 25, 30]);
    expect(backtestTrigger(cooled, past({ windows })).held[0]).toMatchObject({
      at: day(21).toISOString(),
      reason: 'cool_down',
    });
  });

  it('does not fire again by windows in which the alarm only goes on', () => {
    const silent = Array.from({ length: 20 }, (_, n) => window(21 + n, true, false));
    const cooled = policy(drift, { cooldownSeconds: 5 * 86_400 });
    expect(firedOn(cooled, past({ windows: [window(20, true), ...silent] }))).toEqual([20]);
  });

  it('fires by a window that alarmed only once the monitor does', () => {
    expect(firedOn(policy(drift), past({ windows: [window(10, false, true), window(12, true, true)] }))).toEqual([12]);
  });

  it('counts outcomes anew after each firing', () => {
    const outcomes = Array.from({ length: 90 }, (_, n) => ({ at: day(n + 0.5), count: 100 }));
    expect(firedOn(policy([{ kind: 'labels', rows: 3_000 }]), past({ outcomes }))).toEqual([29.5, 59.5, 89.5]);
  });

  it('of a weekly schedule fires every Monday, of age every 30 days', () => {
    expect(firedOn(policy([{ kind: 'schedule', cron: '0 0 * * 1', timeZone: 'UTC' }]), past({ to: day(30) }))).toEqual([
      4, 11, 18, 25,
    ]);
    expect(firedOn(policy([{ kind: 'staleness', days: 30 }]), past())).toEqual([30, 60, 90]);
  });

  it('keeps the budget of seven days', () => {
    const daily: TriggerCondition[] = [{ kind: 'schedule', cron: '0 0 * * *', timeZone: 'UTC' }];
    expect(firedOn(policy(daily, { budgetPerWeek: 2 }), past({ to: day(16) }))).toEqual([1, 2, 8, 9, 15, 16]);
  });

  it('finds nothing where nothing was', () => {
    expect(backtestTrigger(policy(drift), past())).toMatchObject({ fired: [], held: [] });
  });
});
