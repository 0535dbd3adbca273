import { hasPromtool, promtoolSays } from '@slipway/testkit';
import { expect, test } from 'vitest';
import { WorkerMetrics } from './worker-metrics.js';

test.skipIf(!hasPromtool())('promtool finds nothing in what a worker shows', async () => {
  const metrics = new WorkerMetrics(() =>
    Promise.resolve({
      jobs: [{ queue: 'work', state: 'waiting', count: 3, oldestSeconds: 1.5 }],
      rollouts: [{ workspace: 'default', endpoint: 'late', strategy: 'canary', state: 'running', share: 0.1 }],
      drift: [{ workspace: 'default', monitor: 'late-drift', feature: 'distance', effect: 0.25, drifted: true }],
      costs: [{ workspace: 'default', endpoint: 'late', version: '3', per1000: 0.05 }],
      gpus: [{ uuid: 'GPU-a', name: 'H200', bytes: 1_000, heldBytes: 250 }],
    }),
  );
  metrics.jobStarted('evaluation.run')();
  metrics.loopFailed('relay');
  expect(promtoolSays(await metrics.text())).toBe('');
});
