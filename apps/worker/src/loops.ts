import { hear, numberEvents, queueDueSchedules, runReactions, takeDueJobs, type Core, type QueueName } from '@slipway/core';
import type { Queue } from 'bullmq';
import { startBeat } from './beat.js';
import type { JobRunner } from './job-runner.js';
import type { QueueMessage } from './processors.js';

/** Loops are what a worker does besides taking messages. */
export interface Loops {
  stop(): Promise<void>;
}

/**
 * startLoops runs, each by itself: due schedules become jobs; waiting jobs are handed to the queue; committed events get their numbers; what
 * follows from numbered events is done. Announcements of the database only make them faster: each also looks by itself.
 */
export function startLoops(core: Core, runner: JobRunner, queues: Record<QueueName, Queue<QueueMessage>>, holder: string): Loops {
  const { db, log } = core.kit;
  const kinds = runner.kinds();
  const relay = startBeat('job relay', 500, log, async () => {
    const due = await takeDueJobs(db);
    for (const { id, name, queue, delivery } of due) await queues[queue].add(name, { jobId: id }, { jobId: delivery });
    return due.length > 0;
  });
  const schedules = startBeat('schedules', 250, log, async () => {
    await queueDueSchedules(db, kinds);
    return false;
  });
  const reactions = startBeat('reactions', 1_000, log, async () => (await runReactions(core)) > 0);
  const sequencer = startBeat('sequencer', 250, log, async () => {
    const numbered = await numberEvents(db, holder);
    if (numbered > 0) reactions.wake();
    return numbered > 0;
  });
  const beat = startBeat('heartbeat', 2_000, log, async () => {
    await core.overview.recordBeat({ name: holder, kind: 'worker', detail: { queues: core.kit.settings.queueUrl === null ? 'postgres' : 'redis' } });
    return false;
  });
  const endings = [hear(core.kit, 'slipway_jobs', () => relay.wake()), hear(core.kit, 'slipway_events', () => sequencer.wake())];
  return {
    stop: async () => {
      await Promise.all([...endings.map((end) => end()), ...[relay, schedules, sequencer, reactions, beat].map((one) => one.stop())]);
    },
  };
}
