import type { TriggerBacktest } from '@slipway/contracts';
import { decideTrigger, weekBefore, type TriggerPolicy } from './decide-trigger.js';
import { nextDue } from './due-times.js';

const DAY_MS = 86_400_000;
/** A schedule of every minute would be looked at 130,000 times in 90 days; more looks than this are not taken. */
const MOST_LOOKS = 20_000;

/** PastWindow is a window that a monitor judged: when it ended, whether it alarmed itself, and whether the monitor was firing then. */
export interface PastWindow {
  monitor: string;
  at: Date;
  alarmed: boolean;
  isFiring: boolean;
  sentence: string;
}

/** TriggerPast is what a policy is tried on; all times are event times. */
export interface TriggerPast {
  from: Date;
  to: Date;
  windows: readonly PastWindow[];
  /** How many predictions got an outcome, by hour. */
  outcomes: readonly { at: Date; count: number }[];
}

/**
 * backtestTrigger tries a policy on the past, by the very rule that decides live: when would it have fired, when would a limit have held it
 * back? A training takes no time here, and the version that served at the beginning counts as made then.
 */
export function backtestTrigger(policy: TriggerPolicy, past: TriggerPast): TriggerBacktest {
  const fired: { at: Date; why: string }[] = [];
  const held: TriggerBacktest['held'] = [];
  const looks = looksOf(policy, past);
  let heldFor = '';
  for (const now of looks) {
    const last = fired.at(-1)?.at ?? null;
    const verdict = decideTrigger(policy, {
      now,
      since: last ?? past.from,
      alarms: alarmsAt(policy, past.windows, now),
      newLabels: past.outcomes
        .filter(({ at }) => at > (last ?? past.from) && at <= now)
        .reduce((sum, { count }) => sum + count, 0),
      newestVersionAt: last ?? past.from,
      lastFiredAt: last,
      firedThisWeek: fired.map(({ at }) => at).filter((at) => at > weekBefore(now)),
      isRunning: false,
    });
    if (verdict.act === 'fire') fired.push({ at: now, why: verdict.why });
    if (verdict.act === 'hold' && verdict.reason !== heldFor)
      held.push({ at: now.toISOString(), reason: verdict.reason, why: verdict.why });
    heldFor = verdict.act === 'hold' ? verdict.reason : '';
  }
  return {
    from: past.from.toISOString(),
    to: past.to.toISOString(),
    looks: looks.length,
    fired: fired.map(({ at, why }) => ({ at: at.toISOString(), why })),
    held,
  };
}

/** Looked at is each window that ended, each hour with outcomes, each due time, and each day. */
function looksOf({ conditions }: TriggerPolicy, { from, to, windows, outcomes }: TriggerPast): Date[] {
  const times = new Set([...windows, ...outcomes].map(({ at }) => at.getTime()));
  for (let day = from.getTime() + DAY_MS; day <= to.getTime(); day += DAY_MS) times.add(day);
  for (const condition of conditions) {
    if (condition.kind !== 'schedule') continue;
    for (let due = nextDue(condition, from); due <= to && times.size < MOST_LOOKS; due = nextDue(condition, due))
      times.add(due.getTime());
  }
  return [...times]
    .filter((time) => time > from.getTime() && time <= to.getTime())
    .toSorted((a, b) => a - b)
    .map((time) => new Date(time));
}

/** As live the newest window that alarmed is the alarm's time: one in which it only goes on is nothing new. */
function alarmsAt({ conditions }: TriggerPolicy, windows: readonly PastWindow[], now: Date) {
  const names = conditions.flatMap((one) => ('monitor' in one ? [one.monitor] : []));
  return new Map(
    names.map((name) => {
      const seen = windows.filter(({ monitor, at }) => monitor === name && at <= now);
      const alarm = seen.findLast(({ alarmed }) => alarmed);
      return [
        name,
        alarm === undefined ? null : { at: alarm.at, sentence: alarm.sentence, isFiring: seen.at(-1)!.isFiring },
      ];
    }),
  );
}
