import type { FeatureDrift, WindowSize } from '@slipway/contracts';
import { appendEvent } from '../kernel/event-log.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { Watch, WindowJudge } from './judge-window.js';
import type { DriftDetected } from './monitoring.events.js';
import type { MonitoringRepository, MonitorRow } from './monitoring.repository.js';
import { closedWindows, type TimeWindow } from './window.js';

const GRACE_MS = 60_000;
const WINDOWS_A_PASS = 50;
/** Outcomes come late: a window without enough of them is looked at again so long. */
const LATE_WINDOWS = 60;

/** Parts are what a pass works with. */
export interface Parts {
  kit: Kit;
  repository: MonitoringRepository;
  judge: WindowJudge;
}

/** runMonitor judges every closed window that was not judged yet, oldest first, each in a transaction of its own. */
export async function runMonitor(parts: Parts, monitorId: string, context: JobContext): Promise<{ compared: number }> {
  const { repository } = parts;
  const monitor = await repository.byId(monitorId);
  if (monitor === null || !monitor.enabled) return { compared: 0 };
  const waiting = await waitingWindows(parts, monitor);
  let compared = 0;
  for (const window of waiting.slice(0, WINDOWS_A_PASS)) {
    if (context.signal.aborted) break;
    await compareOne(parts, monitor, window, context);
    compared += 1;
    await context.progress(compared / waiting.length, `compared ${compared} of ${waiting.length} windows`);
  }
  return { compared };
}

/** closedSoFar are the windows of an endpoint that no further event belongs to, oldest first. */
export async function closedSoFar(
  { kit, repository }: Parts,
  { endpointId, window, closeBy }: { endpointId: string; window: WindowSize; closeBy: string },
): Promise<TimeWindow[]> {
  const span = await repository.watermark(endpointId);
  if (span === null) return [];
  const closedUntil = closeBy === 'watermark' ? span.lastAt : new Date(kit.clock.now().getTime() - GRACE_MS);
  return closedWindows(window, span.firstAt, closedUntil, 10_000);
}

/** watchOf is what a stored monitor asks of a window. */
const watchOf = (row: MonitorRow): Watch => ({ ...row, kind: row.kind as Watch['kind'] });

async function waitingWindows(parts: Parts, monitor: MonitorRow): Promise<TimeWindow[]> {
  const closed = await closedSoFar(parts, { ...monitor, window: monitor.window as WindowSize });
  const states = await parts.repository.comparedWindows(monitor.id);
  const late = new Set(monitor.kind === 'performance' ? closed.slice(-LATE_WINDOWS) : []);
  return closed.filter((window) => {
    const state = states.get(window.from.getTime());
    return state === undefined || (state === 'no_data' && late.has(window));
  });
}

async function compareOne(parts: Parts, monitor: MonitorRow, window: TimeWindow, context: JobContext): Promise<void> {
  const { kit, repository, judge } = parts;
  const { rows, verdict, baseline } = await judge.judge(watchOf(monitor), window);
  const endpoint = (await repository.endpointNames([monitor.endpointId])).get(monitor.endpointId) ?? '';
  const runId = uuidv7();
  await context.commit(async (tx) => {
    const { state, sentence, features, metrics = [] } = verdict;
    const ranAt = kit.clock.now();
    const run = {
      id: runId,
      monitorId: monitor.id,
      windowFrom: window.from,
      windowTo: window.to,
      rows,
      state,
      sentence,
    };
    const isNew = await repository.addRun(tx, {
      ...run,
      features,
      metrics,
      baselineId: baseline?.id ?? null,
      versionId: baseline?.versionId ?? null,
      ranAt,
    });
    if (!isNew) return;
    const before = (await repository.find(monitor.workspaceId, monitor.name, tx))?.state;
    const now = await stateNow(repository, tx, monitor, state);
    const told = now === 'pending' ? `${sentence} ${patience(monitor)}` : sentence;
    await repository.update(tx, monitor.id, { state: now, verdict: told, lastRunAt: ranAt });
    const event = { subjectKind: 'monitor', subjectName: monitor.name, endpoint, why: told };
    const after: DriftDetected = {
      monitorId: monitor.id,
      monitor: monitor.name,
      runId,
      windowFrom: window.from.toISOString(),
      windowTo: window.to.toISOString(),
      worstFeature: worstOf(features) ?? monitor.metric ?? 'prediction',
      rows,
    };
    await appendEvent(tx, context.actor, {
      kind: 'monitoring.window_compared',
      ...event,
      after: { ...after, state: now, goesOn: now === before },
    });
    if (now === 'firing' && before !== 'firing')
      await appendEvent(tx, context.actor, { kind: 'monitoring.drift_detected', ...event, after });
    if (now === 'ok' && before === 'firing')
      await appendEvent(tx, context.actor, { kind: 'monitoring.drift_ended', ...event, after });
  });
}

/** stateNow counts the conspicuous windows among the last ones: an alarm needs `alarmAfter` of `alarmOf`, and lasts until none of them is. */
async function stateNow(
  repository: MonitoringRepository,
  tx: Parameters<MonitoringRepository['lastStates']>[0],
  monitor: MonitorRow,
  state: string,
): Promise<string> {
  if (monitor.alarmOf === 1) return state;
  const last = await repository.lastStates(tx, monitor.id, monitor.alarmOf);
  const conspicuous = last.filter((one) => one === 'firing').length;
  if (conspicuous >= monitor.alarmAfter) return 'firing';
  if (monitor.state === 'firing') return conspicuous === 0 && state !== 'no_data' ? state : 'firing';
  return conspicuous > 0 ? 'pending' : state;
}

const patience = ({ alarmAfter, alarmOf }: MonitorRow): string =>
  `An alarm needs ${alarmAfter} such windows of ${alarmOf}.`;

function worstOf(features: readonly FeatureDrift[]): string | undefined {
  const byEffect = [...features].sort((a, b) => (b.effectLow ?? 0) - (a.effectLow ?? 0));
  return (byEffect.find(({ verdict, isPrediction }) => verdict === 'drift' && !isPrediction) ?? features[0])?.feature;
}
