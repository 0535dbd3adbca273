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
  const begin = Math.floor(from.getTime() / MINUTE_MS);
  const last = Math.floor(to.getTime() / MINUTE_MS);
  const span = { requests: 0, errors: 0, slower: 0 };
  const alerts: SimulatedAlert[] = [];
  let open: SimulatedAlert | null = null;
  for (let minute = begin + 1; minute <= last; minute += 1) {
    addTo(span, byMinute.get(minute - 1), 1);
    if (minute < begin + condition.forMinutes) continue;
    const { state, sentence } = judgeCondition(topic, condition, span);
    const at = new Date(minute * MINUTE_MS);
    if (state === 'met' && open === null) {
      open = { startedAt: at, endedAt: null, sentence };
      alerts.push(open);
    } else if (state === 'cleared' && open !== null) {
      open.endedAt = at;
      open = null;
    }
    addTo(span, byMinute.get(minute - condition.forMinutes), -1);
  }
  return alerts;
}

/** sumOf adds counts. */
export function sumOf(parts: readonly TrafficCounts[]): TrafficCounts {
  const sum = { requests: 0, errors: 0, slower: 0 };
  for (const part of parts) addTo(sum, part, 1);
  return sum;
}

/** What is missing counts nothing. */
function addTo(sum: TrafficCounts, part: TrafficCounts | undefined, times: 1 | -1): void {
  sum.requests += times * (part?.requests ?? 0);
  sum.errors += times * (part?.errors ?? 0);
  sum.slower += times * (part?.slower ?? 0);
}
