import type { EndpointStats, ServingEndpoint } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { endpointVerdict } from './endpoint-verdict.js';

const endpoint = (status: ServingEndpoint['status'], failed = false) =>
  ({
    status,
    variants: [
      { version: 3, weightBp: 10_000, state: failed ? 'failed' : 'ready', detail: failed ? 'out of memory' : null },
    ],
  }) as unknown as ServingEndpoint;
const stats = (requests: number) =>
  ({ totals: { requests, errors: requests / 100, requestsPerSecond: 41, p95Ms: 18 } }) as EndpointStats;

describe('endpointVerdict', () => {
  it.each([
    ['serving', 'good', 'Serving v3 100 % · 41 req/s · p95 18 ms · errors 1 % (n 1k, 15 min).'],
    ['starting', 'info', 'Starting v3 100 % · 41 req/s · p95 18 ms · errors 1 % (n 1k, 15 min).'],
    ['degraded', 'warn', 'Degraded v3 100 % · 41 req/s · p95 18 ms · errors 1 % (n 1k, 15 min).'],
    ['down', 'bad', 'Down v3 100 % · 41 req/s · p95 18 ms · errors 1 % (n 1k, 15 min).'],
    ['stopped', 'unknown', 'Stopped v3 100 % · 41 req/s · p95 18 ms · errors 1 % (n 1k, 15 min).'],
  ] as const)('%s', (status, tone, sentence) =>
    expect(endpointVerdict(endpoint(status), stats(1000), '15 min', null)).toEqual({ tone, sentence }),
  );
  it('says that nobody asks', () =>
    expect(endpointVerdict(endpoint('serving'), stats(0), '15 min', null).sentence).toBe(
      'Serving v3 100 % · no request in 15 min.',
    ));
  it('says why a variant fails', () =>
    expect(endpointVerdict(endpoint('down', true), stats(0), '15 min', null).sentence).toContain(
      'v3 cannot run: out of memory.',
    ));
  it('says what a rollout does', () =>
    expect(endpointVerdict(endpoint('serving'), undefined, '15 min', { sentence: 'Holding at 10 %.' }).sentence).toBe(
      'Serving v3 100 % · numbers are loading. Rollout: Holding at 10 %.',
    ));
});
