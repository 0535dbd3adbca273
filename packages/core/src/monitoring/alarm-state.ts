import type { MonitorState, WindowSize } from '@slipway/contracts';
import { windowCount, type TimeWindow } from './window.js';

/** AlarmRule is how many conspicuous windows make an alarm, and for how many windows after its end no other one begins. */
export interface AlarmRule {
  alarmAfter: number;
  alarmOf: number;
  coolDownWindows: number;
  window: WindowSize;
}

/** AlarmState is a monitor's state, when its last alarm ended, and why it is pending, if it is. */
export interface AlarmState {
  state: MonitorState;
  alarmEndedAt: Date | null;
  patience: string | null;
}

/**
 * nextAlarmState is the state after a window. An alarm begins when `alarmAfter` of the last `alarmOf` windows are conspicuous, unless the one
 * before ended less than `coolDownWindows` ago, and lasts until none of them is and the newest one told something: that nothing came, or no outcome
 * yet, ends no alarm. `states` are those of the last windows, newest first, this one among them.
 */
export function nextAlarmState(
  rule: AlarmRule,
  before: Pick<AlarmState, 'state' | 'alarmEndedAt'>,
  states: readonly MonitorState[],
  window: TimeWindow,
): AlarmState {
  const state = withoutCoolDown(rule, before.state, states);
  const { alarmEndedAt } = before;
  const isOver = before.state === 'firing' && state !== 'firing';
  const patience = patienceOf(rule, state, states);
  if (isOver) return { state, alarmEndedAt: window.to, patience };
  const begins = state === 'firing' && before.state !== 'firing';
  if (!begins || alarmEndedAt === null) return { state, alarmEndedAt, patience };
  const quiet = Math.max(0, windowCount(rule.window, { from: alarmEndedAt, to: window.from }));
  if (quiet >= rule.coolDownWindows) return { state, alarmEndedAt, patience: null };
  const cooling = `The last alarm has just ended: none begins within ${rule.coolDownWindows} windows of it.`;
  return { state: 'pending', alarmEndedAt, patience: cooling };
}

function withoutCoolDown(
  { alarmAfter, alarmOf }: AlarmRule,
  before: MonitorState,
  states: readonly MonitorState[],
): MonitorState {
  const [now = 'no_data'] = states;
  const conspicuous = states.slice(0, alarmOf).filter((one) => one === 'firing').length;
  if (conspicuous >= alarmAfter) return 'firing';
  if (before === 'firing') return conspicuous === 0 && now !== 'no_data' ? now : 'firing';
  return conspicuous > 0 ? 'pending' : now;
}

function patienceOf(
  { alarmAfter, alarmOf }: AlarmRule,
  state: MonitorState,
  [now]: readonly MonitorState[],
): string | null {
  if (state === 'pending') return `An alarm needs ${alarmAfter} such windows of ${alarmOf}.`;
  return state === 'firing' && now === 'no_data' ? GOES_ON : null;
}

const GOES_ON = 'Later windows tell nothing yet: the alarm goes on.';

/** verdictAfter is what a monitor says after a window: its sentence and what it waits for; where a window without data lets an alarm go on, what alarmed. */
export function verdictAfter(before: string, sentence: string, patience: string | null): string {
  if (patience === null) return sentence;
  return patience === GOES_ON ? `${before.replace(` ${GOES_ON}`, '')} ${GOES_ON}` : `${sentence} ${patience}`;
}

/** alarmStates are a monitor's states after each of some windows, oldest first, of which the states are known. */
export function alarmStates(
  rule: AlarmRule,
  windows: readonly TimeWindow[],
  judged: readonly { state: MonitorState }[],
): MonitorState[] {
  let now: Pick<AlarmState, 'state' | 'alarmEndedAt'> = { state: 'no_data', alarmEndedAt: null };
  return windows.map((window, i) => {
    const last = judged.slice(Math.max(0, i + 1 - rule.alarmOf), i + 1).map(({ state }) => state);
    now = nextAlarmState(rule, now, last.toReversed(), window);
    return now.state;
  });
}

/** alarmsOf counts how often an alarm would have begun in such windows. */
export const alarmsOf = (...of: Parameters<typeof alarmStates>): number =>
  alarmStates(...of).filter((state, i, all) => state === 'firing' && all[i - 1] !== 'firing').length;
