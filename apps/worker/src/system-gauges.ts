import type { GpuMemory, SystemNumbers } from '@slipway/core';
import { Gauge, type Registry } from 'prom-client';

/** ShownNumbers are the rows of the moment, and the GPUs that this worker gives to containers. */
export interface ShownNumbers extends SystemNumbers {
  gpus: readonly GpuMemory[];
}

/** SystemGauges show the rows of the moment. Every worker shows the same: a dashboard takes the max of all workers. */
export class SystemGauges {
  private readonly jobs: Gauge;
  private readonly oldest: Gauge;
  private readonly rollouts: Gauge;
  private readonly effects: Gauge;
  private readonly drifted: Gauge;
  private readonly costs: Gauge;
  private readonly gpus: Gauge;
  private readonly gpusHeld: Gauge;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string, labelNames: string[]): Gauge =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    this.jobs = gauge('slipway_jobs', 'Jobs that are due or under way', ['queue', 'state']);
    this.oldest = gauge('slipway_jobs_oldest_seconds', 'Age of the oldest of them', ['queue', 'state']);
    this.rollouts = gauge(
      'slipway_rollout_candidate_share',
      "The candidate's part of the traffic, for rollouts under way",
      ['workspace', 'endpoint', 'strategy', 'state'],
    );
    const feature = ['workspace', 'monitor', 'feature'];
    this.effects = gauge(
      'slipway_drift_distance',
      'KS D or total variation of the newest window, largest features',
      feature,
    );
    this.drifted = gauge('slipway_drift_alarming', '1 where that distance is real and large', feature);
    this.costs = gauge(
      'slipway_cost_per_1000_predictions',
      "Cost of 1,000 predictions in the last hour, by the endpoint's price of a replica-hour",
      ['workspace', 'endpoint', 'version'],
    );
    this.gpus = gauge('slipway_gpu_memory_bytes', 'Memory of a GPU that containers can have', ['gpu', 'name']);
    this.gpusHeld = gauge('slipway_gpu_memory_held_bytes', 'What of it containers hold', ['gpu', 'name']);
  }

  /** show replaces everything shown; null, when the rows cannot be read, shows nothing rather than the past. */
  show(numbers: ShownNumbers | null): void {
    const { jobs, oldest, rollouts, effects, drifted, costs, gpus, gpusHeld } = this;
    for (const gauge of [jobs, oldest, rollouts, effects, drifted, costs, gpus, gpusHeld]) gauge.reset();
    if (numbers === null) return;
    for (const { queue, state, count, oldestSeconds } of numbers.jobs) {
      this.jobs.set({ queue, state }, count);
      this.oldest.set({ queue, state }, oldestSeconds);
    }
    for (const { share, ...labels } of numbers.rollouts) this.rollouts.set(labels, share);
    for (const { per1000, ...labels } of numbers.costs) this.costs.set(labels, per1000);
    for (const { uuid: gpu, name, bytes, heldBytes } of numbers.gpus) {
      this.gpus.set({ gpu, name }, bytes);
      this.gpusHeld.set({ gpu, name }, heldBytes);
    }
    for (const { effect, drifted: isReal, ...labels } of numbers.drift) {
      this.effects.set(labels, effect);
      this.drifted.set(labels, isReal ? 1 : 0);
    }
  }
}
