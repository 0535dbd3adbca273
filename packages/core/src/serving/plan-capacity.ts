import type { CapacityPlan, PlannedLoad } from '@slipway/contracts';
import { LatencySketch, queueWait, serversFor, type SerializedLatencySketch, type ServiceTime } from '@slipway/stats';
import type { LoadBucket } from './traffic.repository.js';

/** Traffic is planned for as it is, and for what people ask about. */
const TIMES = [1, 2, 3, 5, 10];
const MOST_REPLICAS = 64;
const QUANTILES = 100;
/** What happens at a rate is read from so many of the buckets with traffic: those whose requests, and those just before, come nearest to it. */
const NEAREST_SHARE = 1 / 3;
const FEWEST_REQUESTS = 50;
const BUCKET_MS = 5_000;

/** Measured is what gateways counted of one version, and how many replicas answered. */
export interface Measured {
  buckets: readonly LoadBucket[];
  seconds: number;
  replicas: number;
  /** Runs were timed from outside, as those of containers are: a wait inside is part of them. */
  runsHoldWaits: boolean;
}

/**
 * planCapacity says what requests will meet at 1, 2, 3, 5 and 10 times the traffic of a window, and at a rate that is asked for: utilisation, wait, p95, and the replicas by which p95 stays
 * at or below a limit. Null below 50 requests.
 */
export function planCapacity(measured: Measured, targetP95Ms: number, askedPerSecond?: number): CapacityPlan | null {
  const serviceAt = servicesOf(measured);
  if (serviceAt === null) return null;
  const { buckets, seconds, replicas } = measured;
  const requests = buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
  const perSecond = requests / seconds;
  const planned = (arrivalsPerSecond: number): PlannedLoad => {
    const service = serviceAt(arrivalsPerSecond);
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
  const loads = TIMES.map((one) => ({ ...planned(perSecond * one), times: one }));
  const asked = askedPerSecond === undefined ? null : planned(askedPerSecond);
  return { replicas, targetP95Ms, requests, serviceMeanMs: meanOf(serviceAt(perSecond)) * 1_000, loads, asked };
}

/**
 * The service of a replica at a rate: whole answers where hardly anybody waits, because a gateway that reads, runs and writes does one at a time. A machine that has little
 * to do is slower at it than one that is warm; runs, which are timed without a wait, tell by how much at traffic like that rate's. Null below 50 requests.
 */
function servicesOf({ buckets, runsHoldWaits }: Measured): ((perSecond: number) => ServiceTime[]) | null {
  const quiet = nearestTo(0, buckets);
  const answers = quantilesOf(quiet.flatMap(({ latency }) => latency));
  if (answers === null) return null;
  const quietRuns = quantilesOf(quiet.flatMap(({ runTime }) => runTime));
  return (perSecond) => {
    const near = runsHoldWaits ? [] : nearestTo(perSecond, buckets);
    const runs = quantilesOf(near.flatMap(({ runTime }) => runTime));
    if (runs === null || quietRuns === null) return answers;
    const pace = Math.min(1, meanOf(runs) / meanOf(quietRuns));
    return answers.map(({ seconds, share }) => ({ seconds: seconds * pace, share }));
  };
}

/** The third of the buckets whose traffic is most like a rate, and more until they hold enough. A line that has grown is still there when nobody comes any more, so a bucket is as busy as the one before. */
function nearestTo(perSecond: number, buckets: readonly LoadBucket[]): LoadBucket[] {
  const at = new Map(buckets.map(({ bucketAt, requests }) => [bucketAt.getTime(), requests]));
  const farness = ({ requests, bucketAt }: LoadBucket): number =>
    Math.abs(Math.max(requests, at.get(bucketAt.getTime() - BUCKET_MS) ?? 0) - (perSecond * BUCKET_MS) / 1_000);
  const busy = buckets.filter(({ requests }) => requests > 0).toSorted((a, b) => farness(a) - farness(b));
  let held = 0;
  return busy.filter(({ requests }, place) => {
    const isTaken = place < Math.ceil(busy.length * NEAREST_SHARE) || held < FEWEST_REQUESTS;
    if (isTaken) held += requests;
    return isTaken;
  });
}

function quantilesOf(sketches: readonly SerializedLatencySketch[]): ServiceTime[] | null {
  const sketch = new LatencySketch();
  for (const part of sketches) sketch.merge(LatencySketch.deserialize(part));
  if (sketch.count < FEWEST_REQUESTS) return null;
  return Array.from({ length: QUANTILES }, (_, at) => ({
    // What is too short to be measured still takes some time.
    seconds: Math.max(1e-6, sketch.quantile((at + 0.5) / QUANTILES) / 1_000),
    share: 1 / QUANTILES,
  }));
}

const meanOf = (times: readonly ServiceTime[]): number =>
  times.reduce((sum, { seconds, share }) => sum + seconds * share, 0);
const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);
