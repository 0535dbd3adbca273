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
  /** Runs were timed from outside, as those of containers are: a wait inside is part of them. */
  runsHoldWaits: boolean;
}

/** A line that has grown is still there when nobody comes any more, so a bucket is as crowded as the one before. */
type Crowded = LoadBucket & { crowd: number };

/**
 * serviceTimes are what a replica takes for a request, by how many come a second: whole answers where hardly anybody waits, because a gateway that reads, runs and
 * writes does one at a time. A machine that has little to do is slower at it than one that is warm; runs, which are timed without a wait, tell how much shorter they
 * are at such traffic. Null below 50 requests.
 */
export function serviceTimes({
  buckets,
  runsHoldWaits,
}: MeasuredService): ((requestsPerSecond: number) => ServiceTime[]) | null {
  const busy = withCrowds(buckets);
  const quiet = quietOf(busy);
  const answers = merged(quiet.flatMap(({ latency }) => latency));
  if (answers.count < FEWEST_REQUESTS) return null;
  const runMsAt = runsHoldWaits ? undefined : runLine(busy);
  const quietRunMs = runMsAt?.(meanCrowd(quiet));
  return (requestsPerSecond) => {
    const runMs = runMsAt?.((requestsPerSecond * BUCKET_MS) / 1_000);
    const pace = runMs === undefined || quietRunMs === undefined ? 1 : Math.min(1, runMs / quietRunMs);
    // Each answer counts, also the slowest in a thousand: they make others wait.
    return answers.values().map(({ value, count }) => ({
      seconds: (Math.max(LEAST_MS, value) * pace) / 1_000,
      share: count / answers.count,
    }));
  };
}

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

/** How long a run takes by the crowd of its bucket: weighted least squares, never beyond what was seen. Undefined where too few runs were timed. */
function runLine(busy: readonly Crowded[]): ((crowd: number) => number) | undefined {
  const seen = busy
    .map(({ crowd, runTime }) => ({ crowd, runs: merged(runTime) }))
    .filter(({ runs }) => runs.count > 0)
    .map(({ crowd, runs }) => ({ crowd, count: runs.count, ms: meanOf(runs) }));
  type Seen = (typeof seen)[number];
  const total = (value: (one: Seen) => number): number => seen.reduce((sum, one) => sum + one.count * value(one), 0);
  const count = total(() => 1);
  if (count < FEWEST_REQUESTS) return undefined;
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
