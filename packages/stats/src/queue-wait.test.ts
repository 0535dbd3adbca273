import { describe, expect, test } from 'vitest';
import { erlangC, queueWait, serversFor, type ServiceTime } from './queue-wait.js';

test.each([
  // One erlang for two servers is 1/3; eight for ten are 0.409 in tables of Erlang's C.
  [0, 1, 0],
  [0.5, 1, 0.5],
  [1, 2, 1 / 3],
  [8, 10, 0.409],
  [5, 5, 1],
])('erlangC(%d, %d)', (load, servers, share) => expect(erlangC(load, servers)).toBeCloseTo(share, 3));

/** A distribution as its quantiles: `count` times of equal share. */
const ofQuantiles = (quantile: (q: number) => number, count = 200): ServiceTime[] =>
  Array.from({ length: count }, (_, at) => ({ seconds: quantile((at + 0.5) / count), share: 1 / count }));
const exponential = ofQuantiles((q) => -Math.log(1 - q) * 0.1);
const constant = [{ seconds: 0.1, share: 1 }];
const mixed = [
  { seconds: 0.05, share: 0.9 },
  { seconds: 0.5, share: 0.1 },
];

test('exponential services at one server are M/M/1: times are exponential with mean 1 / (mu - lambda)', () => {
  const { p95Seconds, meanWaitSeconds } = queueWait({ arrivalsPerSecond: 6, service: exponential, servers: 1 });
  expect(meanWaitSeconds! / (1 / (10 - 6) - 0.1)).toBeCloseTo(1, 1);
  expect(p95Seconds! / (Math.log(20) / (10 - 6))).toBeCloseTo(1, 1);
});

test('constant services wait half as long (M/D/1)', () => {
  const { meanWaitSeconds } = queueWait({ arrivalsPerSecond: 6, service: constant, servers: 1 });
  expect(meanWaitSeconds).toBeCloseTo((0.6 * 0.1) / (2 * 0.4), 9);
});

test('more than can be served has no wait to tell, and no servers are enough for less than a service', () => {
  const load = { arrivalsPerSecond: 20, service: constant };
  expect(queueWait({ ...load, servers: 2 })).toEqual({ utilisation: 1, meanWaitSeconds: null, p95Seconds: null });
  expect(serversFor(load, 0.09, 64)).toBeNull();
  const servers = serversFor(load, 0.2, 64)!;
  expect(queueWait({ ...load, servers }).p95Seconds).toBeLessThanOrEqual(0.2);
  expect(queueWait({ ...load, servers: servers - 1 }).p95Seconds ?? Infinity).toBeGreaterThan(0.2);
});

describe('a simulated queue is within a tenth', () => {
  test.each(
    [0.3, 0.6, 0.8].flatMap((utilisation) =>
      [
        ['exponential', exponential],
        ['constant', constant],
        ['mixed', mixed],
      ].map(([name, service]) => [utilisation, name as string, service as ServiceTime[]] as const),
    ),
  )('at %d, %s services, three servers', (utilisation, _, service) => {
    const servers = 3;
    const mean = service.reduce((sum, { seconds, share }) => sum + seconds * share, 0);
    const arrivalsPerSecond = (utilisation * servers) / mean;
    const times = simulate(arrivalsPerSecond, service, servers, 40_000).toSorted((a, b) => a - b);
    const { p95Seconds } = queueWait({ arrivalsPerSecond, service, servers });
    expect(Math.abs(p95Seconds! / times[Math.floor(0.95 * times.length)]! - 1)).toBeLessThan(0.1);
  });
});

/** Each request takes the server that is free first. */
function simulate(
  arrivalsPerSecond: number,
  service: readonly ServiceTime[],
  servers: number,
  count: number,
): number[] {
  let seed = 11;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const ends = service.map(
    (
      (sum) =>
      ({ share }) =>
        (sum += share)
    )(0),
  );
  const freeAt = Array.from({ length: servers }, () => 0);
  let now = 0;
  return Array.from({ length: count }, () => {
    now -= Math.log(1 - random()) / arrivalsPerSecond;
    const first = freeAt.indexOf(Math.min(...freeAt));
    const drawn = random();
    const end =
      Math.max(now, freeAt[first]!) +
      service[
        Math.max(
          0,
          ends.findIndex((upTo) => drawn < upTo),
        )
      ]!.seconds;
    freeAt[first] = end;
    return end - now;
  });
}
