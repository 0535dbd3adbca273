import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { getQueueToken } from '@nestjs/bullmq';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { errorText, readSystemNumbers, type Core, type Log, type QueueName } from '@slipway/core';
import type { Queue } from 'bullmq';
import { startHealthServer } from './health-server.js';
import { JobRunner } from './job-runner.js';
import { startLoops } from './loops.js';
import type { QueueMessage } from './processors.js';
import { WorkerMetrics } from './worker-metrics.js';
import { WorkerModule } from './worker.module.js';

/** RunningWorker is a worker that takes jobs. */
export interface RunningWorker {
  port: number;
  /** Takes no new jobs, waits for those under way, and ends the loops. */
  stop(): Promise<void>;
}

/** startWorker takes jobs from the three queues and keeps the loops going as `name`; port 0 takes any. */
export async function startWorker(
  core: Core,
  name: string,
  { host, port }: { host: string; port: number },
): Promise<RunningWorker> {
  const { log } = core.kit;
  const metrics = new WorkerMetrics(async () => ({
    ...(await readSystemNumbers(core.kit.db, core.kit.clock.now())),
    gpus: await core.containers.gpus.memory(),
  }));
  const app = await NestFactory.createApplicationContext(WorkerModule.forCore(core, metrics), {
    logger: nestLog(log),
    abortOnError: false,
  });
  const queue = (which: QueueName): Queue<QueueMessage> => app.get(getQueueToken(which));
  const queues = { control: queue('control'), work: queue('work'), train: queue('train') };
  for (const one of Object.values(queues))
    one.on('error', (error) => log.warn('queue connection trouble', { error: errorText(error) }));
  const loops = startLoops({ core, runner: app.get(JobRunner), queues, metrics, holder: name });
  const health = await startHealthServer(metrics, host, port);
  return {
    port: (health.address() as AddressInfo).port,
    stop: async () => {
      health.close();
      health.closeAllConnections();
      await loops.stop();
      await app.close();
    },
  };
}

/** Nest's warnings and errors go to our log; its chatter about modules is dropped. */
const nestLog = (log: Log): LoggerService => ({
  log: () => undefined,
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown, ...details: unknown[]) => log.error(String(message), { details: details.map(String) }),
});
