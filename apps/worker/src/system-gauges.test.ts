import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { SystemGauges } from './system-gauges.js';

const registry = new Registry();
const gauges = new SystemGauges(registry);
const lines = async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('slipway'));

describe('SystemGauges', () => {
  it('shows the rows as series', async () => {
    gauges.show({
      jobs: [{ queue: 'work', state: 'waiting', count: 3, oldestSeconds: 1.5 }],
      rollouts: [{ workspace: 'default', endpoint: 'late', strategy: 'canary', state: 'running', share: 0.1 }],
      drift: [{ workspace: 'default', monitor: 'late-drift', feature: 'distance', effect: 0.25, drifted: true }],
      costs: [{ workspace: 'default', endpoint: 'late', version: '3', per1000: 0.05 }],
      gpus: [{ uuid: 'GPU-a', name: 'H200', bytes: 1_000, heldBytes: 250 }],
    });
    expect(await lines()).toEqual([
      'slipway_jobs{queue="work",state="waiting"} 3',
      'slipway_jobs_oldest_seconds{queue="work",state="waiting"} 1.5',
      'slipway_rollout_candidate_share{workspace="default",endpoint="late",strategy="canary",state="running"} 0.1',
      'slipway_drift_distance{workspace="default",monitor="late-drift",feature="distance"} 0.25',
      'slipway_drift_alarming{workspace="default",monitor="late-drift",feature="distance"} 1',
      'slipway_cost_per_1000_predictions{workspace="default",endpoint="late",version="3"} 0.05',
      'slipway_gpu_memory_bytes{gpu="GPU-a",name="H200"} 1000',
      'slipway_gpu_memory_held_bytes{gpu="GPU-a",name="H200"} 250',
    ]);
  });

  it('forgets what is over, and shows nothing when the rows cannot be read', async () => {
    gauges.show({ jobs: [], rollouts: [], drift: [], costs: [], gpus: [] });
    expect(await lines()).toEqual([]);
    gauges.show({
      jobs: [{ queue: 'work', state: 'running', count: 1, oldestSeconds: 0 }],
      rollouts: [],
      drift: [],
      costs: [],
      gpus: [],
    });
    gauges.show(null);
    expect(await lines()).toEqual([]);
  });
});
