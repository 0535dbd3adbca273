import { LatencySketch } from '@slipway/stats';
import { expect, test } from 'vitest';
import { TrafficCounter, type CountedRequest } from './count-traffic.js';

const request = (change: Partial<CountedRequest> = {}): CountedRequest => ({
  endpointId: 'e',
  configNumber: 3,
  versionId: 'v',
  role: 'stable',
  receivedAt: new Date('2026-11-21T12:00:07Z'),
  latencyMs: 2,
  runMs: 1,
  rowCount: 4,
  errorCode: null,
  isNewUnit: true,
  isNewErrorUnit: false,
  ...change,
});

test('requests are counted by config, variant and five seconds of arrival', () => {
  const counter = new TrafficCounter();
  counter.add(request());
  counter.add(request({ errorCode: 'replica_crashed', runMs: null, isNewUnit: false, isNewErrorUnit: true }));
  counter.add(request({ role: 'candidate', receivedAt: new Date('2026-11-21T12:00:10Z') }));
  const [stable, candidate, ...others] = counter.take();
  expect(stable).toMatchObject({
    bucketAt: new Date('2026-11-21T12:00:05Z'),
    requests: 2,
    rows: 8,
    errors: 1,
    units: 1,
    errorUnits: 1,
    errorCodes: { replica_crashed: 1 },
  });
  expect(LatencySketch.deserialize(stable!.latency).count).toBe(2);
  expect(LatencySketch.deserialize(stable!.runTime).count).toBe(1);
  expect(candidate).toMatchObject({ role: 'candidate', bucketAt: new Date('2026-11-21T12:00:10Z'), requests: 1 });
  expect([others, counter.take()]).toEqual([[], []]);
});
