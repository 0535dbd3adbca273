import 'reflect-metadata';
import { getQueueToken } from '@nestjs/bullmq';
import { NestFactory } from '@nestjs/core';
import { jsonLog, openCore, readSettings, type QueueName } from '@slipway/core';
import type { Queue } from 'bullmq';
import { startHealthServer } from './health-server.js';
import { JobRunner } from './job-runner.js';
import { startLoops } from './loops.js';
import type { QueueMessage } from './processors.js';
import { WorkerModule } from './worker.module.js';

const log = jsonLog('worker', (line) => process.stdout.write(line));
const settings = readSettings();
const { core, close } = openCore({ settings, log, part: 'worker', connections: 8 });
await core.artifacts.sweep();
const app = await NestFactory.createApplicationContext(WorkerModule.forCore(core), { logger: false });
const queue = (name: QueueName): Queue<QueueMessage> => app.get(getQueueToken(name));
const name = `worker:${process.pid}`;
const loops = startLoops(core, app.get(JobRunner), { control: queue('control'), work: queue('work'), train: queue('train') }, name);
const health = await startHealthServer(settings);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  health.close();
  await loops.stop();
  await app.close();
  await core.overview.forgetBeat(name).catch(() => undefined);
  await close();
  process.exit(0);
}

process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready', detail: {} });
log.info('worker is ready', { queue: settings.queueUrl === null ? 'postgres' : 'redis' });
