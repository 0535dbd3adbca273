import type { CapacityPlan, PlannedLoad } from '@slipway/contracts';
import { queueWait, serversFor, type ServiceTime } from '@slipway/stats';
import { serviceTimes, type MeasuredService } from './service-times.js';

/** Traffic is planned for as it is, and for what people ask about. */
const TIMES = [1, 2, 3, 5, 10];
const MOST_REPLICAS = 64;

/** Measured is what gateways counted of one version in so many seconds, and how many replicas answered. */
export interface Measured extends MeasuredService {
  seconds: number;
  replicas: number;
}

/**
 * planCapacity says what requests will meet at 1, 2, 3, 5 and 10 times the traffic of a window, and at a rate that is asked for: utilisation, wait, p95, and the replicas by which p95 stays
 * at or below a limit. Null below 50 requests.
 */
export function planCapacity(measured: Measured, targetP95Ms: number, askedPerSecond?: number): CapacityPlan | null {
  const serviceAt = serviceTimes(measured);
  if (serviceAt === null) return null;
  const { buckets, seconds, replicas } = measured;
  const requests = buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
  const perSecond = requests / seconds;
  const planned = (arrivalsPerSecond: number): PlannedLoad => {
    const times = serviceAt(arrivalsPerSecond);
    const { utilisation, meanWaitSeconds, p95Seconds } = queueWait({ arrivalsPerSecond, ...times, servers: replicas });
    return {
      times: arrivalsPerSecond / perSecond,
      requestsPerSecond: arrivalsPerSecond,
      utilisation,
      meanWaitMs: inMs(meanWaitSeconds),
      p95Ms: inMs(p95Seconds),
      neededReplicas: serversFor({ arrivalsPerSecond, ...times }, targetP95Ms / 1_000, MOST_REPLICAS),
    };
  };
  const loads = TIMES.map((one) => ({ ...planned(perSecond * one), times: one }));
  const asked = askedPerSecond === undefined ? null : planned(askedPerSecond);
  return { replicas, targetP95Ms, requests, serviceMeanMs: meanOf(serviceAt(perSecond).service) * 1_000, loads, asked };
}

const meanOf = (times: readonly ServiceTime[]): number =>
  times.reduce((sum, { seconds, share }) => sum + seconds * share, 0);
const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);
