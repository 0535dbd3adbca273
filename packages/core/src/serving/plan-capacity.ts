import type { CapacityPlan, PlannedLoad } from '@slipway/contracts';
import { LatencySketch, queueWait, serversFor, type ServiceTime } from '@slipway/stats';
import type { BucketRow } from './traffic.repository.js';

/** Traffic is planned for as it is, and for what people ask about. */
const TIMES = [1, 2, 3, 5, 10];
const MOST_REPLICAS = 64;
const QUANTILES = 100;
/** Of the buckets with traffic, those with the fewest requests in them and just before tell the service: hardly anybody waits in them. */
const QUIET_SHARE = 1 / 3;
const FEWEST_REQUESTS = 50;
/** A line that has grown is still there when nobody comes any more. */
const WAKE_MS = 5_000;

/** Measured is what gateways counted of one version, and how many replicas answered. */
export interface Measured {
  buckets: readonly Pick<BucketRow, 'requests' | 'latency' | 'bucketAt'>[];
  seconds: number;
  replicas: number;
}

/**
 * planCapacity says what requests will meet at 1, 2, 3, 5 and 10 times the traffic of a window, and at a rate that is asked for: utilisation, wait, p95, and the replicas by which p95 stays
 * at or below a limit. The service is what answers took in the quietest third of the traffic; null below 50 requests.
 */
export function planCapacity(
  { buckets, seconds, replicas }: Measured,
  targetP95Ms: number,
  askedPerSecond?: number,
): CapacityPlan | null {
  const service = serviceOf(buckets);
  if (service === null) return null;
  const requests = buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
  const perSecond = requests / seconds;
  const planned = (arrivalsPerSecond: number): PlannedLoad => {
    const { utilisation, meanWaitSeconds, p95Seconds } = queueWait({ arrivalsPerSecond, service, servers: replicas });
    return {
      times: arrivalsPerSecond / perSecond,
      requestsPerSecond: arrivalsPerSecond,
      utilisation,
      meanWaitMs: inMs(meanWaitSeconds),
      p95Ms: inMs(p95Seconds),
      neededReplicas: serversFor({ arrivalsPerSecond, service }, targetP95Ms / 1_000, MOST_REPLICAS),
    };
  };
  const loads = TIMES.map((times) => ({ ...planned(perSecond * times), times }));
  const asked = askedPerSecond === undefined ? null : planned(askedPerSecond);
  const serviceMeanMs = service.reduce((sum, one) => sum + one.seconds * one.share, 0) * 1_000;
  return { replicas, targetP95Ms, requests, serviceMeanMs, loads, asked };
}

function serviceOf(buckets: Measured['buckets']): ServiceTime[] | null {
  const at = new Map(buckets.map(({ bucketAt, requests }) => [bucketAt.getTime(), requests]));
  const crowd = ({ requests, bucketAt }: Measured['buckets'][number]): number =>
    Math.max(requests, at.get(bucketAt.getTime() - WAKE_MS) ?? 0);
  const busy = buckets.filter(({ requests }) => requests > 0).toSorted((a, b) => crowd(a) - crowd(b));
  const sketch = new LatencySketch();
  const quiet = Math.ceil(busy.length * QUIET_SHARE);
  for (const [place, { latency }] of busy.entries()) {
    if (place >= quiet && sketch.count >= FEWEST_REQUESTS) break;
    for (const part of latency) sketch.merge(LatencySketch.deserialize(part));
  }
  if (sketch.count < FEWEST_REQUESTS) return null;
  return Array.from({ length: QUANTILES }, (_, at) => ({
    // What is too short to be measured still takes some time.
    seconds: Math.max(1e-6, sketch.quantile((at + 0.5) / QUANTILES) / 1_000),
    share: 1 / QUANTILES,
  }));
}

const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);
