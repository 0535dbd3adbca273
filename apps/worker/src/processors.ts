import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobRunner } from './job-runner.js';

/** QueueMessage is all that ever lies in the queue. */
export interface QueueMessage {
  jobId: string;
}

/** Short locks: after a killed worker the queue may hand a message out again soon; the row's own lease guards the effect. */
const limits = { lockDuration: 10_000, stalledInterval: 10_000, maxStalledCount: 3 };

abstract class RowProcessor extends WorkerHost {
  constructor(@Inject(JobRunner) private readonly runner: JobRunner) {
    super();
  }

  async process(message: Job<QueueMessage>): Promise<void> {
    await this.runner.run(message.name, message.data.jobId);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.runner.core.kit.log.warn('queue connection trouble', { error: error.message });
  }
}

/** ControlProcessor does short decisions: rollout passes, deliveries. */
@Processor('control', { concurrency: 8, ...limits })
export class ControlProcessor extends RowProcessor {}

/** WorkProcessor does long work: evaluations, baselines, monitor runs. */
@Processor('work', { concurrency: 2, ...limits })
export class WorkProcessor extends RowProcessor {}

/** TrainProcessor does training runs, one at a time. */
@Processor('train', { concurrency: 1, ...limits })
export class TrainProcessor extends RowProcessor {}
