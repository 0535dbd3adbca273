import { bindJobs, runJob, type BoundJob, type Core, type JobKind } from '@slipway/core';
import type { WorkerMetrics } from './worker-metrics.js';

/** JobRunner does the job that a message names; a message only carries the id of a row. */
export class JobRunner {
  /** running is how many jobs are under way. */
  running = 0;
  private readonly bound: ReadonlyMap<string, BoundJob>;

  constructor(
    readonly core: Core,
    private readonly metrics: WorkerMetrics,
  ) {
    this.bound = bindJobs(core);
  }

  /** run claims the row and does it; a row that is not waiting any more is left alone. */
  async run(name: string, jobId: string): Promise<void> {
    const ended = this.metrics.jobStarted(name);
    this.running += 1;
    try {
      await runJob(this.core.kit.db, this.bound, jobId, this.core.kit.log);
    } finally {
      this.running -= 1;
      ended();
    }
  }

  /** kinds maps job names to their kinds, for schedules. */
  kinds(): Map<string, JobKind> {
    return new Map([...this.bound].map(([name, { kind }]) => [name, kind]));
  }
}
