import { LatencySketch, seededRandom } from '@slipway/stats';
import { expect, test } from 'vitest';
import { planCapacity } from './plan-capacity.js';

const times = (requests: number, ms: number | null) => {
  const sketch = new LatencySketch();
  if (requests > 0 && ms !== null) sketch.add(ms, requests);
  return [sketch.serialize()];
};
/** Answers that took `ms` each, and of that a run of `runMs`; null where runs were not timed. */
const bucket = (requests: number, ms: number, second = 0, runMs: number | null = null) => ({
  requests,
  latency: times(requests, ms),
  runTime: times(requests, runMs),
  bucketAt: new Date(second * 1_000),
});
const plan = (buckets: ReturnType<typeof bucket>[], seconds: number, ...asked: [number, number?]) =>
  planCapacity({ buckets, seconds, replicas: 1, runsIn: 'gateway' }, ...asked);

test('the service is that of the quietest traffic, and more traffic needs more replicas', () => {
  const buckets = [bucket(60, 20), bucket(300, 80), bucket(240, 60), bucket(0, 0)];
  const planned = plan(buckets, 20, 120)!;
  expect(planned).toMatchObject({ replicas: 1, targetP95Ms: 120, requests: 600 });
  expect(planned.serviceMeanMs).toBeCloseTo(20, 0);
  expect(planned.asked).toBeNull();
  const { asked } = plan(buckets, 20, 120, 60)!;
  expect(asked).toEqual({ ...planned.loads[1], times: 2 });
  const [now, twice] = planned.loads;
  expect(now).toMatchObject({ times: 1, requestsPerSecond: 30, neededReplicas: 1 });
  expect(now!.utilisation).toBeCloseTo(0.6, 1);
  expect(now!.p95Ms).toBeGreaterThan(20);
  expect(twice).toMatchObject({ times: 2, meanWaitMs: null, p95Ms: null, neededReplicas: 2 });
  expect(planned.loads.map(({ neededReplicas }) => neededReplicas)).toEqual(
    planned.loads.map(({ neededReplicas }) => neededReplicas).toSorted((a, b) => a! - b!),
  );
});

test('what is left of a crowd is no quiet traffic, however few come after it', () => {
  const buckets = [
    bucket(60, 20, 0),
    bucket(300, 80, 5),
    bucket(55, 4_000, 10),
    bucket(70, 20, 15),
    bucket(300, 90, 60),
  ];
  expect(plan(buckets, 65, 100)!.serviceMeanMs).toBeCloseTo(20, 0);
});

test('too few requests plan nothing, and a limit below the service needs more replicas than there are', () => {
  expect(plan([bucket(49, 20)], 60, 100)).toBeNull();
  expect(plan([bucket(100, 20)], 60, 10)!.loads.map(({ neededReplicas }) => neededReplicas)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

/** A quiet spell of runs of 20 ms in answers of 30, one of 56 requests a second, one of 100. */
const warming = (middleRunMs: number, busyRunMs: number) => [
  bucket(60, 30, 0, 20),
  bucket(280, 50, 60, middleRunMs),
  bucket(500, 90, 120, busyRunMs),
];

test.each([
  ['a machine that is warm runs faster, and answers as much faster at traffic like that', 'gateway', 16, 12, 24, 18],
  ['runs that others slow down while it is busy are no reason to expect less', 'gateway', 24, 26, 30, 30],
  ['runs timed from outside hold waits, and tell nothing of that', 'container', 16, 12, 30, 30],
] as const)('%s', (_, runsIn, middleRunMs, busyRunMs, middleMs, busyMs) => {
  const measured = { buckets: warming(middleRunMs, busyRunMs), seconds: 15, replicas: 16, runsIn };
  const planned = planCapacity(measured, 100, 110)!;
  expect(planned.serviceMeanMs).toBeCloseTo(middleMs, 0);
  expect((planned.asked!.utilisation * 16_000) / 110).toBeCloseTo(busyMs, 0);
  const { asked: quiet } = planCapacity(measured, 100, 5)!;
  expect((quiet!.utilisation * 16_000) / 5).toBeCloseTo(30, 0);
});

test('a process of its own is taken by runs alone, and what an answer takes beside them is no work that others wait for', () => {
  const measured = { buckets: warming(20, 20), seconds: 15, replicas: 1, runsIn: 'process' as const };
  const { asked, serviceMeanMs } = planCapacity(measured, 100, 40)!;
  expect(serviceMeanMs).toBeCloseTo(20, 0);
  expect(asked!.utilisation).toBeCloseTo(0.8, 1);
  // Constant runs wait half as long as exponential ones, and answers take 10 ms more than runs.
  expect(asked!.meanWaitMs).toBeCloseTo((0.8 * 20) / (2 * 0.2), -1);
  expect(planCapacity(measured, 100, 1)!.asked!.p95Ms).toBeCloseTo(30, 0);
  const slower = planCapacity({ ...measured, buckets: warming(24, 28) }, 100, 100)!;
  expect((slower.asked!.utilisation * 1_000) / 100).toBeCloseTo(28, 0);
});

const LOADS = [0.3, 0.6, 0.8];
/** Requests of 4 ms on average, three quarters of them the run; at full load they take two thirds of that. They spread as latencies do: log-normally, some ten times as long. */
const FULL_PER_SECOND = 250;

test('of a machine that warms up with its load, p95 is told within a fifth at 30, 60 and 80 % load', () => {
  const random = seededRandom(5);
  const took = new Map<number, number[]>([0.05, ...LOADS].map((load) => [load, []]));
  const buckets = new Map<number, { latency: LatencySketch; runTime: LatencySketch }>();
  let spellAtMs = 0;
  const serve = (load: number, seconds: number) => {
    let [nowMs, freeAtMs] = [spellAtMs, spellAtMs];
    spellAtMs += seconds * 1_000;
    for (;;) {
      nowMs -= (Math.log(1 - random()) / (FULL_PER_SECOND * load)) * 1_000;
      if (nowMs > spellAtMs) return;
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const serviceMs = (4 - (4 / 3) * load) * Math.exp(0.8 * normal - 0.32);
      freeAtMs = Math.max(nowMs, freeAtMs) + serviceMs;
      const at = Math.floor(freeAtMs / 5_000) * 5;
      const one = buckets.get(at) ?? { latency: new LatencySketch(), runTime: new LatencySketch() };
      buckets.set(at, one);
      one.latency.add(freeAtMs - nowMs);
      one.runTime.add(serviceMs * 0.75);
      took.get(load)!.push(freeAtMs - nowMs);
    }
  };
  for (let round = 0; round < 4; round += 1)
    for (const load of LOADS) {
      serve(0.05, 20);
      serve(load, 10);
    }
  const measured = {
    buckets: [...buckets].map(([second, { latency, runTime }]) => ({
      requests: latency.count,
      latency: [latency.serialize()],
      runTime: [runTime.serialize()],
      bucketAt: new Date(second * 1_000),
    })),
    seconds: spellAtMs / 1_000,
    replicas: 1,
    runsIn: 'gateway' as const,
  };
  for (const load of LOADS) {
    const sorted = took.get(load)!.toSorted((a, b) => a - b);
    const { p95Ms } = planCapacity(measured, 100, FULL_PER_SECOND * load)!.asked!;
    const ratio = p95Ms! / sorted[Math.floor(0.95 * sorted.length)]!;
    expect([load, Math.abs(ratio - 1) < 0.2, ratio]).toEqual([load, true, ratio]);
  }
});
