import type { TriggerCondition } from '@slipway/contracts';
import { lastDue, nextDue } from './due-times.js';

const DAY_MS = 86_400_000;
const COUNT_AGAIN_MS = 60_000;

/** ConditionFacts are what conditions are held against; times are of the same clock as `now`. */
export interface ConditionFacts {
  now: Date;
  /** When the trigger last fired, else when it was made: an alarm or a due time speaks only once. */
  since: Date;
  /** The newest alarm of each monitor by name; null for one that never alarmed, absent for one that is gone. */
  alarms: ReadonlyMap<string, { at: Date; sentence: string; isFiring: boolean } | null>;
  /** Outcomes since the model was last trained, counted up to the most that a condition asks for. */
  newLabels: number;
  /** When the newest version of the model was made; null without one. */
  newestVersionAt: Date | null;
}

/** JudgedCondition is a condition held against the facts, and when it may be otherwise without an event. */
export interface JudgedCondition {
  condition: string;
  met: boolean;
  why: string;
  lookAgainAt: Date | null;
}

/** judgeCondition decides whether a condition holds, and why. */
export function judgeCondition(condition: TriggerCondition, facts: ConditionFacts): JudgedCondition {
  const { now, since } = facts;
  switch (condition.kind) {
    case 'drift':
    case 'performance':
      return {
        condition: `${condition.kind} (${condition.monitor})`,
        ...judgeAlarm(condition.monitor, facts),
        lookAgainAt: null,
      };
    case 'labels': {
      const met = facts.newLabels >= condition.rows;
      const count = met ? `at least ${numberText(condition.rows)}` : numberText(facts.newLabels);
      return {
        condition: `${numberText(condition.rows)} new labels`,
        met,
        why: `${count} predictions got an outcome since the last training`,
        lookAgainAt: met ? null : new Date(now.getTime() + COUNT_AGAIN_MS),
      };
    }
    case 'schedule': {
      const due = lastDue(condition, now);
      const met = due > since;
      const next = nextDue(condition, now);
      return {
        condition: `schedule (${condition.cron}, ${condition.timeZone})`,
        met,
        why: met ? `it was due at ${timeText(due)}` : `it is next due at ${timeText(next)}`,
        lookAgainAt: next,
      };
    }
    case 'staleness': {
      const condition_ = `older than ${condition.days} d`;
      if (facts.newestVersionAt === null)
        return { condition: condition_, met: true, why: 'the model has no version yet', lookAgainAt: null };
      const staleAt = new Date(facts.newestVersionAt.getTime() + condition.days * DAY_MS);
      const met = staleAt <= now;
      const why = `the newest version was made at ${timeText(facts.newestVersionAt)}`;
      return { condition: condition_, met, why, lookAgainAt: met ? null : staleAt };
    }
  }
}

function judgeAlarm(monitor: string, { alarms, since }: ConditionFacts): { met: boolean; why: string } {
  const alarm = alarms.get(monitor);
  if (alarm === undefined) return { met: false, why: `the monitor ${monitor} is gone` };
  if (alarm === null) return { met: false, why: 'it has not alarmed' };
  if (!alarm.isFiring) return { met: false, why: `it has calmed down since ${timeText(alarm.at)}` };
  if (alarm.at <= since) return { met: false, why: `nothing new since ${timeText(alarm.at)}` };
  return { met: true, why: alarm.sentence };
}

/** timeText is a time as reasons name it, to the minute in UTC. */
export const timeText = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const numberText = (value: number): string => value.toLocaleString('en');
