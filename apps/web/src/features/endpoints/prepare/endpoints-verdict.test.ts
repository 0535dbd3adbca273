import type { ServingEndpoint } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { endpointsVerdict } from './endpoints-verdict.js';

const endpoint = (name: string, status: ServingEndpoint['status'], activeRolloutId: string | null = null) => ({
  name,
  status,
  activeRolloutId,
});

it.each([
  [[], 'unknown', 'Nothing serves yet.'],
  [[endpoint('a', 'serving'), endpoint('b', 'stopped')], 'good', '2 endpoints fine.'],
  [[endpoint('a', 'serving', 'r')], 'good', '1 endpoint fine. 1 rollout under way.'],
  [[endpoint('a', 'serving'), endpoint('b', 'starting')], 'info', 'b starting; 1 fine.'],
  [[endpoint('a', 'degraded')], 'warn', 'a is degraded; 0 fine.'],
  [
    [endpoint('a', 'degraded'), endpoint('b', 'down'), endpoint('c', 'serving')],
    'bad',
    'a is degraded, b is down; 1 fine.',
  ],
])('%#', (endpoints, tone, sentence) => expect(endpointsVerdict(endpoints)).toEqual({ tone, sentence }));
