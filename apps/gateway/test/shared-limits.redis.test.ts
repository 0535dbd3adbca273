import { TrafficLimits } from '@slipway/contracts';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Admission } from '../src/admission.js';
import { SharedLimits } from '../src/shared-limits.js';
import { SharedRedis } from '../src/shared-redis.js';
import { testRedisUrl } from './env.js';

const NOON = Date.UTC(2026, 0, 1, 12);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let redis: SharedRedis;
beforeAll(async () => {
  redis = await connected();
});
afterAll(() => redis.close());

/** connected waits for the connection. A machine that is busy answers late, which is no matter here. */
async function connected(nowMs?: () => number, patienceMs = 5_000): Promise<SharedRedis> {
  const made = new SharedRedis(testRedisUrl(), silent, nowMs, patienceMs);
  while ((await made.ask((one) => one.ping())) === null) await sleep(20);
  return made;
}
const routeOf = (limits: Partial<TrafficLimits>) => ({
  endpointId: crypto.randomUUID(),
  name: 'late',
  trafficLimits: TrafficLimits.parse(limits),
});
/** Gateways with clocks of their own: the second one's is three minutes ahead. */
const gateways = (by = redis) =>
  [0, 180_000].map((aheadMs) => new Admission(() => NOON + aheadMs, new SharedLimits(by)));
type Asked = [Admission, ReturnType<typeof routeOf>, string?];
const outcome = (...[gateway, route, token = 'mine']: Asked) =>
  gateway.admit(route, { id: token }).then(
    (headers) => headers['ratelimit'],
    (error: { reason?: string }) => error.reason,
  );

test('two gateways let no more through than the limit, however the requests fall on them', async () => {
  const [one, other] = gateways() as [Admission, Admission];
  const route = routeOf({ requestsPerSecond: 0.1, tokenRequestsPerDay: 100 });
  expect(await outcome(one, route)).toBe('"endpoint";r=0;t=10, "token-day";r=99;t=43200');
  expect([await outcome(other, route), await outcome(one, route, 'theirs')]).toEqual([
    'rate_endpoint',
    'rate_endpoint',
  ]);
  const crowd = routeOf({ tokenRequestsPerDay: 20 });
  const outcomes = await Promise.all(Array.from({ length: 60 }, (_, at) => outcome(at % 2 === 0 ? one : other, crowd)));
  expect(outcomes.filter((text) => text === 'rate_token-day')).toHaveLength(40);
  expect(await outcome(other, crowd, 'theirs')).toBe('"token-day";r=19;t=43020');
});

test('what one limit refuses is counted at none', async () => {
  const [one, other] = gateways() as [Admission, Admission];
  const route = routeOf({ tokenRequestsPerSecond: 0.1, tokenRequestsPerDay: 5 });
  expect(await outcome(one, route)).toBe('"token";r=0;t=10, "token-day";r=4;t=43200');
  for (const gateway of [one, other, one]) expect(await outcome(gateway, route)).toBe('rate_token');
  const day = { ...route, trafficLimits: TrafficLimits.parse({ tokenRequestsPerDay: 5 }) };
  expect(await outcome(other, day)).toBe('"token-day";r=3;t=43020');
});

test('a rate is free again as its time passes, at both', async () => {
  const [one, other] = gateways() as [Admission, Admission];
  const route = routeOf({ requestsPerSecond: 1 });
  const answers = [];
  for (const gateway of [one, other, one]) answers.push(await outcome(gateway, route));
  await sleep(1_050);
  for (const gateway of [other, one]) answers.push(await outcome(gateway, route));
  const passes = expect.stringMatching(/^"endpoint";r=0/) as string;
  expect(answers).toEqual([passes, 'rate_endpoint', 'rate_endpoint', passes, 'rate_endpoint']);
});

test('a gateway that starts anew, or other settings, find the quota as it was; a new day does not', async () => {
  const [one] = gateways() as [Admission];
  const route = routeOf({ tokenRequestsPerDay: 3 });
  await outcome(one, route);
  const [anew] = gateways() as [Admission];
  expect(await outcome(anew, route)).toBe('"token-day";r=1;t=43200');
  const fewer = { ...route, trafficLimits: TrafficLimits.parse({ tokenRequestsPerDay: 2 }) };
  expect(await outcome(anew, fewer)).toBe('rate_token-day');
  const tomorrow = new Admission(() => NOON + 86_400_000, new SharedLimits(redis));
  expect(await outcome(tomorrow, fewer)).toBe('"token-day";r=1;t=43200');
});

test('a rate that grows holds at once, although a far smaller one was used up', async () => {
  const [one] = gateways() as [Admission];
  const route = routeOf({ requestsPerSecond: 0.01 });
  await outcome(one, route);
  const more = { ...route, trafficLimits: TrafficLimits.parse({ requestsPerSecond: 100 }) };
  expect(await outcome(one, more)).toBe('"endpoint";r=99;t=1');
});

test('when Redis is gone a gateway counts on for itself from what it knew, and nobody waits', async () => {
  const mine = await connected();
  const before = mine.failures;
  const [one, other] = gateways(mine) as [Admission, Admission];
  const route = routeOf({ tokenRequestsPerDay: 4 });
  for (const gateway of [one, other, one]) await outcome(gateway, route);
  mine.close();
  const fromMs = performance.now();
  expect([await outcome(one, route), await outcome(one, route)]).toEqual(['"token-day";r=0;t=43200', 'rate_token-day']);
  // A Redis that is waited for is waited for five seconds here.
  expect(performance.now() - fromMs).toBeLessThan(2_500);
  expect(mine.failures - before).toBe(2);
});

test('a Redis that hangs is waited for once a second, and then counts again', async () => {
  let stillMs: number | null = null;
  const mine = await connected(() => stillMs ?? performance.now(), 500);
  stillMs = performance.now();
  const [one] = gateways(mine) as [Admission];
  const route = routeOf({ tokenRequestsPerDay: 9 });
  const operator = new Redis(testRedisUrl());
  await operator.call('CLIENT', 'PAUSE', '2000', 'ALL');
  const tookMs = [];
  for (let asked = 0; asked < 3; asked += 1) {
    const fromMs = performance.now();
    expect(await outcome(one, route)).toBe(`"token-day";r=${8 - asked};t=43200`);
    tookMs.push(performance.now() - fromMs);
  }
  expect([tookMs[0]! >= 490, tookMs[1]! < 250, tookMs[2]! < 250]).toEqual([true, true, true]);
  // This one is answered when the pause is over.
  await operator.ping();
  stillMs += 2_000;
  const failed = mine.failures;
  await outcome(one, route);
  expect(mine.failures).toBe(failed);
  operator.disconnect();
  mine.close();
});
