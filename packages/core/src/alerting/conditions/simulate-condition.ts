import type { AlertCondition, ConditionTopic } from '@slipway/contracts';
import { judgeCondition, type TrafficCounts } from './judge-condition.js';

const MINUTE_MS = 60_000;

/** CountedMinute is one minute of an endpoint's traffic; minutes without requests may be left out. */
export interface CountedMinute extends TrafficCounts {
  at: Date;
}

/** SimulatedAlert is one alert that a rule would have fired: when, until when (null: still open), and why. */
export interface SimulatedAlert {
  startedAt: Date;
  endedAt: Date | null;
  sentence: string;
}

/** simulateCondition looks at past traffic minute by minute, as the watch looks at the present, from `from` up to `to`. */
export function simulateCondition(
  topic: ConditionTopic,
  condition: AlertCondition,
  minutes: readonly CountedMinute[],
  from: Date,
  to: Date,
): SimulatedAlert[] {
  const byMinute = new Map(minutes.map((minute) => [Math.floor(minute.at.getTime() / MINUTE_MS), minute]));
  const first = Math.floor(from.getTime() / MINUTE_MS) + condition.forMinutes;
  const last = Math.floor(to.getTime() / MINUTE_MS);
  const alerts: SimulatedAlert[] = [];
  let open: SimulatedAlert | null = null;
  for (let minute = first; minute <= last; minute += 1) {
    const span = Array.from({ length: condition.forMinutes }, (_, back) => byMinute.get(minute - 1 - back));
    const { state, sentence } = judgeCondition(topic, condition, sumOf(span));
    const at = new Date(minute * MINUTE_MS);
    if (state === 'met' && open === null) {
      open = { startedAt: at, endedAt: null, sentence };
      alerts.push(open);
    } else if (state === 'cleared' && open !== null) {
      open.endedAt = at;
      open = null;
    }
  }
  return alerts;
}

/** sumOf adds counts; what is missing counts nothing. */
export function sumOf(parts: readonly (TrafficCounts | undefined)[]): TrafficCounts {
  const sum = { requests: 0, errors: 0, slower: 0 };
  for (const part of parts) {
    sum.requests += part?.requests ?? 0;
    sum.errors += part?.errors ?? 0;
    sum.slower += part?.slower ?? 0;
  }
  return sum;
}
