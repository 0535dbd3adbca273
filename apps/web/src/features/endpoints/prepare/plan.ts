import type { CapacityPlan } from '@slipway/contracts';
import { countOf, formatMs, formatNumber } from '../../../lib/format.js';

/** loadWord names a multiple of the present traffic. */
export const loadWord = (times: number): string => (times === 1 ? 'as now' : `${formatNumber(times)} times`);

/** planWords says what a plan was made of, and from how many times the traffic on its replicas are too few. */
export function planWords(plan: CapacityPlan | null): string {
  if (plan === null) return 'It takes 50 requests to plan by; fewer came in the last hour.';
  const { replicas, serviceMeanMs, loads, targetP95Ms } = plan;
  const late = loads.find(({ p95Ms }) => p95Ms === null || p95Ms > targetP95Ms);
  const made = `${countOf(replicas, 'replica')} of ${formatMs(serviceMeanMs)} a request`;
  if (late === undefined) return `${made}: enough for ten times the traffic.`;
  const when = late.times === 1 ? 'already' : `at ${loadWord(late.times)} the traffic`;
  return `${made}: ${when} p95 is above ${formatMs(targetP95Ms)}.`;
}
