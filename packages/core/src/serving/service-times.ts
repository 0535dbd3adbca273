import { LatencySketch, type SerializedLatencySketch, type ServiceTime } from '@slipway/stats';
import type { LoadBucket } from './traffic.repository.js';

/** What is too short to be measured still takes some time. */
const LEAST_MS = 1e-3;
/** In so many of the buckets with traffic hardly anybody waits: those with the fewest requests in them and just before. */
const QUIET_SHARE = 1 / 3;
const FEWEST_REQUESTS = 50;
const BUCKET_MS = 5_000;

/** MeasuredService is what gateways counted of one version. */
export interface MeasuredService {
  buckets: readonly LoadBucket[];
  /** Where it runs: runs of containers were timed from outside, a wait inside is part of them. */
  runsIn: 'gateway' | 'process' | 'container';
}

/** ServiceTimes are how long a request takes a replica, and how long its answer takes when it does not wait. */
export interface ServiceTimes {
  service: ServiceTime[];
  answers: ServiceTime[];
}

/** A line that has grown is still there when nobody comes any more, so a bucket is as crowded as the one before. */
type Crowded = LoadBucket & { crowd: number };

/**
 * serviceTimes tell what a version takes by how many requests come a second; null below 50 requests. An answer without a wait is one where hardly anybody waits. It takes a
 * gateway, or a container, that reads, runs and writes one after the other, all of its time; a process of the version's own is taken by the run alone, while the gateway
 * reads the next. A machine that has little to do is slower than one that is warm, and a crowd may slow it down: runs, which are timed without a wait, tell by how much.
 */
export function serviceTimes({
  buckets,
  runsIn,
}: MeasuredService): ((requestsPerSecond: number) => ServiceTimes) | null {
  const busy = withCrowds(buckets);
  const quiet = quietOf(busy);
  const answers = merged(quiet.flatMap(({ latency }) => latency));
  if (answers.count < FEWEST_REQUESTS) return null;
  const runs = merged(busy.flatMap(({ runTime }) => runTime));
  const runMsAt = runsIn === 'container' || runs.count < FEWEST_REQUESTS ? undefined : runLine(busy);
  if (runMsAt === undefined) return () => whole(shares(answers));
  const quietRunMs = runMsAt(meanCrowd(quiet));
  return (requestsPerSecond) => {
    const runMs = runMsAt((requestsPerSecond * BUCKET_MS) / 1_000);
    // Each answer counts, also the slowest in a thousand: they make others wait.
    if (runsIn === 'gateway') return whole(shares(answers, (ms) => ms * Math.min(1, runMs / quietRunMs)));
    return {
      service: shares(runs, (ms) => (ms * runMs) / meanOf(runs)),
      answers: shares(answers, (ms) => ms + runMs - quietRunMs),
    };
  };
}

const whole = (times: ServiceTime[]): ServiceTimes => ({ service: times, answers: times });

const shares = (sketch: LatencySketch, msOf = (ms: number): number => ms): ServiceTime[] =>
  sketch
    .values()
    .map(({ value, count }) => ({ seconds: Math.max(LEAST_MS, msOf(value)) / 1_000, share: count / sketch.count }));

function withCrowds(buckets: readonly LoadBucket[]): Crowded[] {
  const at = new Map(buckets.map(({ bucketAt, requests }) => [bucketAt.getTime(), requests]));
  return buckets
    .filter(({ requests }) => requests > 0)
    .map((one) => ({ ...one, crowd: Math.max(one.requests, at.get(one.bucketAt.getTime() - BUCKET_MS) ?? 0) }));
}

/** The third of the buckets that is the least crowded, and more until they hold enough to tell. */
function quietOf(busy: readonly Crowded[]): Crowded[] {
  let held = 0;
  return busy
    .toSorted((a, b) => a.crowd - b.crowd)
    .filter(({ requests }, place) => {
      const isTaken = place < Math.ceil(busy.length * QUIET_SHARE) || held < FEWEST_REQUESTS;
      if (isTaken) held += requests;
      return isTaken;
    });
}

const meanCrowd = (buckets: readonly Crowded[]): number =>
  buckets.reduce((sum, { requests, crowd }) => sum + requests * crowd, 0) /
  buckets.reduce((sum, { requests }) => sum + requests, 0);

/** How long a run takes by the crowd of its bucket: weighted least squares, never beyond what was seen. */
function runLine(busy: readonly Crowded[]): (crowd: number) => number {
  const seen = busy
    .map(({ crowd, runTime }) => ({ crowd, runs: merged(runTime) }))
    .filter(({ runs }) => runs.count > 0)
    .map(({ crowd, runs }) => ({ crowd, count: runs.count, ms: meanOf(runs) }));
  type Seen = (typeof seen)[number];
  const total = (value: (one: Seen) => number): number => seen.reduce((sum, one) => sum + one.count * value(one), 0);
  const count = total(() => 1);
  const crowd = total((one) => one.crowd) / count;
  const ms = total((one) => one.ms) / count;
  const spread = total((one) => (one.crowd - crowd) ** 2);
  const slope = spread === 0 ? 0 : total((one) => (one.crowd - crowd) * (one.ms - ms)) / spread;
  const crowdWithin = within(seen.map((one) => one.crowd));
  const msWithin = within(seen.map((one) => one.ms));
  return (asked) => msWithin(ms + slope * (crowdWithin(asked) - crowd));
}

function within(seen: readonly number[]): (value: number) => number {
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  return (value) => Math.min(most, Math.max(least, value));
}

function merged(sketches: readonly SerializedLatencySketch[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const part of sketches) sketch.merge(LatencySketch.deserialize(part));
  return sketch;
}

const meanOf = (sketch: LatencySketch): number =>
  sketch.values().reduce((sum, { value, count }) => sum + Math.max(LEAST_MS, value) * count, 0) / sketch.count;
