import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Core } from '@slipway/core';
import { JobRunner } from './job-runner.js';
import { ControlProcessor, TrainProcessor, WorkProcessor } from './processors.js';
import { queueConnection } from './queue-connection.js';
import type { WorkerMetrics } from './worker-metrics.js';

/** WorkerModule is the worker process: three queues and what takes their messages. */
@Module({})
export class WorkerModule {
  /** forCore builds the module on an open core. A message leaves the queue when its job ends: the row keeps the outcome. */
  static forCore(core: Core, metrics: WorkerMetrics): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        BullModule.forRoot({
          connection: queueConnection(core.kit.settings),
          defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
        }),
        BullModule.registerQueue({ name: 'control' }, { name: 'work' }, { name: 'train' }),
      ],
      providers: [
        { provide: JobRunner, useFactory: () => new JobRunner(core, metrics) },
        ControlProcessor,
        WorkProcessor,
        TrainProcessor,
      ],
    };
  }
}
