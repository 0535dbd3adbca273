import { hasPromtool, promtoolSays } from '@slipway/testkit';
import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { HttpMetrics } from './http-metrics.js';

test.skipIf(!hasPromtool())('promtool finds nothing in what the API shows', async () => {
  const metrics = new HttpMetrics();
  metrics.record({ method: 'GET', routeOptions: { url: '/api/v1/endpoints' } } as FastifyRequest, 200, 12);
  expect(promtoolSays(await metrics.text())).toBe('');
});
