import { NewMonitor } from '@slipway/contracts';
import { uuidv7 } from '../src/index.js';
import { appendEvent } from '../src/kernel/event-log.js';
import type { TestCore } from './test-core.js';

/** addMonitor keeps a monitor of performance on an endpoint and returns its id. */
export async function addMonitor({ core, actor }: TestCore, name: string, endpoint: string): Promise<string> {
  const limits = { metric: 'log_loss', limit: 0.5, alpha: 0.01, floor: 0.05, minimumRows: 20 } as const;
  const when = { window: 'day', closeBy: 'watermark', everySeconds: 86_400, alarmAfter: 1, alarmOf: 1 } as const;
  const body = NewMonitor.parse({ name, endpoint, kind: 'performance', ...limits, ...when });
  await core.monitoring.createMonitor(actor, { body });
  return (await core.monitoring.requireMonitor(actor, name)).id;
}

/** alarm is a window of a monitor that fires; `goesOn` when the one before did, too. */
export async function alarm(
  { core, actor, settle }: TestCore,
  monitor: { id: string; name: string },
  why: string,
  goesOn = false,
): Promise<void> {
  const ranAt = core.kit.clock.now();
  const window = { windowFrom: new Date(ranAt.getTime() - 86_400_000), windowTo: ranAt };
  await core.kit.db.transaction(async (tx) => {
    const run = {
      id: uuidv7(),
      monitorId: monitor.id,
      ...window,
      rows: 100,
      state: 'firing',
      sentence: why,
      features: [],
      ranAt,
    };
    await tx.monitorRun.create({ data: run });
    await tx.monitor.update({ where: { id: monitor.id }, data: { state: 'firing' } });
    const after = { monitorId: monitor.id, monitor: monitor.name, runId: run.id, state: 'firing', goesOn };
    const kind = goesOn ? 'monitoring.window_compared' : 'monitoring.drift_detected';
    await appendEvent(tx, actor, { kind, subjectKind: 'monitor', subjectName: monitor.name, why, after });
  });
  await settle();
}
