import type { MonitorState } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { nextAlarmState, verdictAfter, type AlarmRule, type AlarmState } from './alarm-state.js';

const DAY_MS = 86_400_000;
const letters: Record<string, MonitorState> = { o: 'ok', f: 'firing', p: 'pending', n: 'no_data' };

/** The monitor's states over days whose windows were `seen`, by their first letters. */
function states(seen: string, rule: Partial<AlarmRule>): string {
  const whole = { alarmAfter: 1, alarmOf: 1, coolDownWindows: 0, window: 'day' as const, ...rule };
  let now: Pick<AlarmState, 'state' | 'alarmEndedAt'> = { state: 'no_data', alarmEndedAt: null };
  const days = seen.split('').map((letter) => letters[letter]!);
  return days
    .map((_, day) => {
      const last = days.slice(0, day + 1).toReversed();
      now = nextAlarmState(whole, now, last, { from: new Date(day * DAY_MS), to: new Date((day + 1) * DAY_MS) });
      return now.state[0]!;
    })
    .join('');
}

it.each([
  ['one window is enough', 'offono', {}, 'offono'],
  ['no data ends no alarm of one window', 'fnnfnon', {}, 'fffffon'],
  ['two of three', 'ofofoooo', { alarmAfter: 2, alarmOf: 3 }, 'oppfffoo'],
  ['no data ends no alarm', 'ffnno', { alarmAfter: 2, alarmOf: 2 }, 'pfffo'],
  ['no cool-down', 'fofofo', {}, 'fofofo'],
  ['a cool-down of two', 'foffffo', { coolDownWindows: 2 }, 'foppffo'],
  ['a cool-down of two, calm meanwhile', 'fooofo', { coolDownWindows: 2 }, 'fooofo'],
  ['a cool-down holds no alarm that goes on', 'fffo', { coolDownWindows: 9 }, 'fffo'],
])('%s', (_name, seen, rule, told) => expect(states(seen, rule)).toBe(told));

it('says what it waits for', () => {
  const rule: AlarmRule = { alarmAfter: 2, alarmOf: 3, coolDownWindows: 4, window: 'day' };
  const window = { from: new Date(DAY_MS), to: new Date(2 * DAY_MS) };
  const calm = { state: 'ok', alarmEndedAt: null } as const;
  expect(nextAlarmState(rule, calm, ['firing', 'ok'], window).patience).toContain('2 such windows of 3');
  const ended = { state: 'ok', alarmEndedAt: new Date(0) } as const;
  expect(nextAlarmState(rule, ended, ['firing', 'firing'], window).patience).toContain('within 4 windows');
  const alarmed = { state: 'firing', alarmEndedAt: null } as const;
  const { patience } = nextAlarmState(rule, alarmed, ['no_data', 'firing'], window);
  const told = verdictAfter('D .3.', 'No predictions.', patience);
  expect(told).toBe('D .3. Later windows tell nothing yet: the alarm goes on.');
  expect(verdictAfter(told, 'No predictions.', patience)).toBe(told);
  expect(verdictAfter(told, 'No drift.', null)).toBe('No drift.');
});
