import type { AlertCondition, ConditionTopic } from '@slipway/contracts';
import { wilsonInterval } from '@slipway/stats';

/** A limit on the 95th percentile is a limit on how many answers may be slower: one in twenty. */
const SLOW_SHARE = 0.05;

/** TrafficCounts is what callers of an endpoint saw in a span: `slower` counts answers above the limit of milliseconds. */
export interface TrafficCounts {
  requests: number;
  errors: number;
  slower: number;
}

/** ConditionVerdict says whether a condition holds; `unclear` leaves everything as it is: too few requests, or between the limits. */
export interface ConditionVerdict {
  state: 'met' | 'cleared' | 'unclear';
  sentence: string;
}

/**
 * judgeCondition decides over the counts of one whole span. A share is over its limit only when the lower end of its 95 % interval
 * (Wilson) is, so that two failures in three requests alarm nobody; it is back when the share itself is at or below the limit.
 */
export function judgeCondition(
  topic: ConditionTopic,
  condition: AlertCondition,
  counts: TrafficCounts,
): ConditionVerdict {
  const { forMinutes } = condition;
  const { requests } = counts;
  if (topic === 'endpoint_silent')
    return requests === 0
      ? { state: 'met', sentence: `No request for ${forMinutes} min.` }
      : { state: 'cleared', sentence: `${grouped(requests)} requests in ${forMinutes} min.` };
  const isErrors = topic === 'endpoint_errors';
  const limit = isErrors ? (condition.limit ?? 1) : SLOW_SHARE;
  const events = isErrors ? counts.errors : counts.slower;
  const { value, lower } = wilsonInterval(events, requests);
  const what = isErrors ? 'requests failed' : `answers took longer than ${condition.limit ?? 0} ms`;
  const sentence = `${grouped(events)} of ${grouped(requests)} ${what} in ${forMinutes} min: ${percent(value)}, at least ${percent(lower)}; limit ${percent(limit)}.`;
  if (requests < condition.minRequests)
    return { state: 'unclear', sentence: `Too few requests: ${requests} in ${forMinutes} min.` };
  if (lower > limit) return { state: 'met', sentence };
  return { state: value <= limit ? 'cleared' : 'unclear', sentence };
}

const grouped = (count: number): string => count.toLocaleString('en');
const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;
