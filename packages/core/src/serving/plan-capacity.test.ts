import { LatencySketch } from '@slipway/stats';
import { expect, test } from 'vitest';
import { planCapacity } from './plan-capacity.js';

const bucket = (requests: number, ms: number, second = 0) => {
  const sketch = new LatencySketch();
  if (requests > 0) sketch.add(ms, requests);
  return { requests, latency: [sketch.serialize()], bucketAt: new Date(second * 1_000) };
};

test('the service is that of the quietest traffic, and more traffic needs more replicas', () => {
  const buckets = [bucket(60, 20), bucket(300, 80), bucket(240, 60), bucket(0, 0)];
  const plan = planCapacity({ buckets, seconds: 20, replicas: 1 }, 120)!;
  expect(plan).toMatchObject({ replicas: 1, targetP95Ms: 120, requests: 600 });
  expect(plan.serviceMeanMs).toBeCloseTo(20, 0);
  expect(plan.asked).toBeNull();
  const { asked } = planCapacity({ buckets, seconds: 20, replicas: 1 }, 120, 60)!;
  expect(asked).toEqual({ ...plan.loads[1], times: 2 });
  const [now, twice] = plan.loads;
  expect(now).toMatchObject({ times: 1, requestsPerSecond: 30, neededReplicas: 1 });
  expect(now!.utilisation).toBeCloseTo(0.6, 1);
  expect(now!.p95Ms).toBeGreaterThan(20);
  expect(twice).toMatchObject({ times: 2, meanWaitMs: null, p95Ms: null, neededReplicas: 2 });
  expect(plan.loads.map(({ neededReplicas }) => neededReplicas)).toEqual(
    plan.loads.map(({ neededReplicas }) => neededReplicas).toSorted((a, b) => a! - b!),
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
  expect(planCapacity({ buckets, seconds: 65, replicas: 1 }, 100)!.serviceMeanMs).toBeCloseTo(20, 0);
});

test('too few requests plan nothing, and a limit below the service needs more replicas than there are', () => {
  expect(planCapacity({ buckets: [bucket(49, 20)], seconds: 60, replicas: 1 }, 100)).toBeNull();
  const plan = planCapacity({ buckets: [bucket(100, 20)], seconds: 60, replicas: 1 }, 10);
  expect(plan!.loads.map(({ neededReplicas }) => neededReplicas)).toEqual([null, null, null, null, null]);
});
