import { TrafficLimits } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { rateLimitHeaders, TokenBucket, tokenPolicies, type Policy } from './traffic-policies.js';

/** Asks at each of the times; true where it was let through. */
const ask = (policy: Policy, ...timesMs: number[]) =>
  timesMs.map((nowMs) => {
    const isFree = policy.left(nowMs) >= 1;
    if (isFree) policy.take();
    return isFree;
  });

test('a bucket lets its rate through, and after a pause those of one second at once', () => {
  const bucket = new TokenBucket('endpoint', 2, 0);
  expect(ask(bucket, 0, 0, 0, 499, 500, 501)).toEqual([true, true, false, false, true, false]);
  expect(ask(bucket, 60_000, 60_000, 60_000)).toEqual([true, true, false]);
});

test('over a long time no more than the rate gets through', () => {
  const bucket = new TokenBucket('endpoint', 10, 0);
  const passed = ask(bucket, ...Array.from({ length: 10_000 }, (_, i) => i)).filter(Boolean).length;
  expect([passed >= 108, passed <= 110]).toEqual([true, true]);
});

test('a rate below one a second lets single requests through', () => {
  const bucket = new TokenBucket('endpoint', 0.1, 0);
  expect(ask(bucket, 0, 9_900, 10_100)).toEqual([true, false, true]);
  expect([bucket.quota, bucket.windowSeconds, bucket.resetSeconds()]).toEqual([1, 10, 10]);
});

test('a clock that is set back by an hour keeps nobody waiting for an hour', () => {
  const hour = 3_600_000;
  expect(ask(new TokenBucket('endpoint', 1, hour), hour, 0, 999, 1_000)).toEqual([true, false, false, true]);
});

test('a quota of the day begins anew at midnight UTC', () => {
  const limits = TrafficLimits.parse({ tokenRequestsPerDay: 2 });
  const [quota] = tokenPolicies(limits, 0);
  const noon = Date.UTC(2026, 0, 1, 12);
  const midnight = Date.UTC(2026, 0, 2);
  expect(ask(quota!, noon, noon, noon, midnight - 1, midnight)).toEqual([true, true, false, false, true]);
  expect(rateLimitHeaders([quota!], midnight)).toEqual({
    'ratelimit-policy': '"token-day";q=2;w=86400',
    ratelimit: '"token-day";r=1;t=86400',
  });
});
