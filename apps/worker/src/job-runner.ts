import { bindJobs, runJob, type BoundJob, type Core } from '@slipway/core';

/** JobRunner does the job that a message names; a message only carries the id of a row. */
export class JobRunner {
  private readonly bound: ReadonlyMap<string, BoundJob>;

  constructor(readonly core: Core) {
    this.bound = bindJobs(core);
  }

  /** run claims the row and does it; a row that is not waiting any more is left alone. */
  run(jobId: string): Promise<void> {
    return runJob(this.core.kit.db, this.bound, jobId, this.core.kit.log);
  }

  /** kinds maps job names to their kinds, for schedules. */
  kinds(): Map<string, BoundJob['kind']> {
    return new Map([...this.bound].map(([name, { kind }]) => [name, kind]));
  }
}
