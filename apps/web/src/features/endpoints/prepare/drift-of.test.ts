import type { Monitor } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { driftByEndpoint } from './drift-of.js';

const monitor = (name: string, state: Monitor['state'], more: Partial<Monitor> = {}): Monitor =>
  ({ name, state, kind: 'drift', enabled: true, endpoint: 'churn', ...more }) as Monitor;

test('the drift of an endpoint is that of its worst monitor which looks for drift and is turned on', () => {
  const found = driftByEndpoint([
    monitor('by-day', 'ok'),
    monitor('by-hour', 'pending'),
    monitor('by-week', 'no_data'),
    monitor('outcomes', 'firing', { kind: 'performance' }),
    monitor('off', 'firing', { enabled: false }),
    monitor('other', 'firing', { endpoint: 'flights' }),
  ]);
  expect([...found]).toEqual([
    ['churn', { name: 'by-hour', state: 'pending' }],
    ['flights', { name: 'other', state: 'firing' }],
  ]);
});
