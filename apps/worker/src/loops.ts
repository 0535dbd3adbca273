import {
  errorText,
  hear,
  numberEvents,
  queueDueSchedules,
  removeOldRows,
  RestCollector,
  runReactions,
  takeDueJobs,
  type Core,
  type QueueName,
} from '@slipway/core';
import type { Queue } from 'bullmq';
import { startBeat, type Beat } from './beat.js';
import type { JobRunner } from './job-runner.js';
import type { QueueMessage } from './processors.js';
import type { WorkerMetrics } from './worker-metrics.js';

const COMPLAIN_EVERY_MS = 10_000;

/** Queues are the three queues by name. */
export type Queues = Readonly<Record<QueueName, Queue<QueueMessage>>>;

/** LoopsOptions: `holder` is this process, by which it holds leases and says that it lives. */
export interface LoopsOptions {
  core: Core;
  runner: JobRunner;
  queues: Queues;
  metrics: WorkerMetrics;
  holder: string;
}

/** Loops are what a worker does besides taking messages. */
export interface Loops {
  stop(): Promise<void>;
}

/**
 * startLoops runs, each by itself: due schedules become jobs; waiting jobs are handed to the queue; committed events get their numbers; what
 * follows from numbered events is done. Announcements of the database only make them faster: each also looks by itself. Several workers may
 * run them side by side.
 */
export function startLoops({ core, runner, queues, metrics, holder }: LoopsOptions): Loops {
  const { db, settings } = core.kit;
  const kinds = runner.kinds();
  const beat = (loop: string, everyMs: number, work: () => Promise<boolean>): Beat =>
    startBeat({ everyMs, work, onFailure: complainer(core, loop, metrics) });

  const relay = beat('job relay', 500, async () => (await handOver(core, queues)) > 0);
  const schedules = beat('schedules', 250, async () => {
    if ((await queueDueSchedules(db, kinds)) > 0) relay.wake();
    return false;
  });
  const reactions = beat('reactions', 1_000, async () => (await runReactions(core)) > 0);
  const sequencer = beat('sequencer', 500, async () => {
    const numbered = await numberEvents(db, holder);
    if (numbered > 0) reactions.wake();
    return numbered > 0;
  });
  const life = beat('sign of life', 2_000, async () => {
    const detail = { queues: settings.queueUrl === null ? 'postgres' : 'redis' };
    await core.overview.recordBeat({ name: holder, kind: 'worker', detail });
    return false;
  });
  const chores = [
    () => removeOldRows(db),
    () => core.monitoring.rollUpCells(),
    () => core.serving.removeOldTraffic(),
    () => core.monitoring.removeOldOutcomes(),
    () => core.monitoring.removeUnusedSlices(),
    () => core.artifacts.sweep(),
    () => core.retraining.removeLostContainers(),
  ];
  const housekeeping = beat('housekeeping', 60_000, async () => {
    await doEach(chores);
    return false;
  });
  const collector = new RestCollector({ isAtRest: () => runner.running === 0 });
  const memory = beat('memory', 5_000, async () => {
    collector.look();
    return false;
  });
  const containers = beat('containers', 1_000, async () => {
    const done = await core.containers.reconcile(holder);
    return done !== null && done.started + done.ended > 0;
  });
  const conditions = beat('conditions', 5_000, async () => {
    await core.alerting.conditions.pass(holder);
    return false;
  });
  const workloads = (['kubernetes', 'swarm'] as const).map((runtime) =>
    beat(runtime, 2_000, async () => {
      const done = await core.workloads.reconcile(runtime, holder);
      return done !== null && done.started + done.ended > 0;
    }),
  );
  const scaling = beat('scaling', 1_000, async () => {
    const changed = await core.scaling.scale(holder);
    if (changed !== null && changed > 0) for (const one of [containers, ...workloads]) one.wake();
    return false;
  });
  const ears = [
    hear(core.kit, 'slipway_jobs', relay.wake),
    hear(core.kit, 'slipway_events', sequencer.wake),
    hear(core.kit, 'slipway_routes', () => [containers, ...workloads].forEach((one) => one.wake())),
  ];
  return {
    stop: async () => {
      await Promise.all(ears.map((endHearing) => endHearing()));
      await Promise.all(
        [
          relay,
          schedules,
          reactions,
          sequencer,
          life,
          housekeeping,
          memory,
          containers,
          ...workloads,
          scaling,
          conditions,
        ].map((one) => one.stop()),
      );
      await core.overview.forgetBeat(holder).catch(() => undefined);
    },
  };
}

/** One that fails keeps none of the others from being done; then what failed is thrown. */
async function doEach(chores: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: string[] = [];
  for (const chore of chores) await chore().catch((error: unknown) => failures.push(errorText(error)));
  if (failures.length > 0) throw new Error(failures.join('; '));
}

/** A row whose message gets lost on the way is handed over again after a while, because it is still waiting. */
async function handOver(core: Core, queues: Queues): Promise<number> {
  const due = await takeDueJobs(core.kit.db);
  for (const [queue, jobs] of Map.groupBy(due, (job) => job.queue)) {
    const messages = jobs.map(({ id, name, delivery }) => ({ name, data: { jobId: id }, opts: { jobId: delivery } }));
    await queues[queue].addBulk(messages);
  }
  return due.length;
}

/** An outage is one line now and then, not one a pass. */
function complainer(core: Core, loop: string, metrics: WorkerMetrics): (error: unknown) => void {
  let quietUntil = 0;
  return (error) => {
    metrics.loopFailed(loop);
    const now = performance.now();
    if (now < quietUntil) return;
    quietUntil = now + COMPLAIN_EVERY_MS;
    core.kit.log.warn(`the loop "${loop}" failed, it goes on`, { error: errorText(error) });
  };
}
