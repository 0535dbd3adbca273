import type { FeatureDrift, MonitorState, WindowSize } from '@slipway/contracts';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { nextAlarmState, verdictAfter, type AlarmRule, type AlarmState } from './alarm-state.js';
import type { ArrivalsRepository } from './arrivals.repository.js';
import { isExplained, isOfLog } from './monitor-kinds.js';
import type { JudgedWindow, Readings, Watch, WindowJudge } from './judge-window.js';
import type { DriftDetected } from './monitoring.events.js';
import { explainWindowJob } from './monitoring.jobs.js';
import type { LateWindowsRepository } from './late-windows.repository.js';
import type { MonitoringRepository, MonitorRow } from './monitoring.repository.js';
import { keptFrom } from './roll-up-cells.js';
import type { SliceReferences } from './slice-references.js';
import { windowAt, windowCount, type TimeWindow } from './window.js';

const GRACE_MS = 60_000;
const WINDOWS_A_PASS = 50;
/** So long a silence is told window by window; an endpoint that nobody has called for longer is taken to be out of use. */
const SILENCE_MS = 28 * 86_400_000;

/** Parts are what a pass works with. */
export interface Parts {
  kit: Kit;
  repository: MonitoringRepository;
  judge: WindowJudge;
  slices: SliceReferences;
  arrivals: ArrivalsRepository;
  late: LateWindowsRepository;
}

/** runMonitor judges windows whose outcomes came since, and every closed window that was not judged yet, oldest first, each in a transaction of its own. */
export async function runMonitor(parts: Parts, monitorId: string, context: JobContext): Promise<{ compared: number }> {
  const monitor = await parts.repository.byId(monitorId);
  if (monitor === null || !monitor.enabled) return { compared: 0 };
  const readings: Readings = {
    slice: parts.slices.reading(context.actor),
    arrivals: parts.arrivals.readOnce(),
    fired: (windows) => parts.repository.firedAmong(monitorId, windows),
  };
  let compared = monitor.kind === 'performance' ? await judgeLate(parts, monitor, readings, context) : 0;
  const most = compared + WINDOWS_A_PASS;
  for await (const { window, done } of waitingWindows(parts, monitor)) {
    if (context.signal.aborted || compared === most) break;
    if (!(await compareOne(parts, monitor, window, readings, context))) break;
    compared += 1;
    await context.progress(done, `compared up to ${window.to.toISOString()}`);
  }
  if (!context.signal.aborted) await parts.repository.ran(monitorId, parts.kit.clock.now());
  return { compared };
}

/** Outcomes come late: windows that lacked them are judged again when some came, and keep no new window waiting. */
async function judgeLate(parts: Parts, monitor: MonitorRow, readings: Readings, context: JobContext): Promise<number> {
  const { windows, readAt } = await parts.late.since(monitor, monitor.outcomesReadAt);
  const single = windows.filter((window) => windowCount(monitor.window as WindowSize, window) === 1);
  for (const [i, window] of single.entries()) {
    if (context.signal.aborted || !(await compareOne(parts, monitor, window, readings, context))) return i;
    await context.progress(i / single.length, `measured ${window.from.toISOString()} again`);
  }
  await parts.late.read(monitor.id, monitor.outcomesReadAt, readAt);
  return single.length;
}

/** Looked says which windows a monitor looks at. */
type Looked = Pick<MonitorRow, 'endpointId' | 'closeBy' | 'window' | 'kind'> & { slice?: unknown };

/** closedSpan is from the first event of an endpoint whose window can still be told by its cells until no further one is waited for; null when there was none. */
export async function closedSpan(
  { kit, repository, arrivals }: Parts,
  { endpointId, closeBy, window, kind, slice }: Looked,
): Promise<{ firstAt: Date; lastAt: Date; closedUntil: Date } | null> {
  if (kind === 'volume') return silenceSpan(await arrivals.span(endpointId), window as WindowSize, kit.clock.now());
  const span = await repository.watermark(endpointId);
  if (span === null) return null;
  const closedUntil = closeBy === 'watermark' ? span.lastAt : new Date(kit.clock.now().getTime() - GRACE_MS);
  const told = isOfLog({ kind, slice }) ? span.firstAt : keptFrom(window as WindowSize, span.lastAt);
  return { firstAt: told > span.firstAt ? told : span.firstAt, lastAt: span.lastAt, closedUntil };
}

/** Of volume windows in which nothing came are told like all others, for four weeks. */
function silenceSpan(
  span: { firstAt: Date; lastAt: Date } | null,
  window: WindowSize,
  now: Date,
): { firstAt: Date; lastAt: Date; closedUntil: Date } | null {
  if (span === null) return null;
  const until = Math.min(now.getTime() - GRACE_MS, span.lastAt.getTime() + SILENCE_MS);
  const told = keptFrom(window, new Date(until));
  return {
    firstAt: told > span.firstAt ? told : span.firstAt,
    lastAt: new Date(until),
    closedUntil: new Date(until),
  };
}

/** watchOf is what a stored monitor asks of a window. */
export const watchOf = (row: MonitorRow): Watch => ({
  ...row,
  kind: row.kind as Watch['kind'],
  window: row.window as Watch['window'],
  slice: row.slice as Watch['slice'],
  reference: row.reference as Watch['reference'],
});

const ruleOf = ({ alarmAfter, alarmOf, coolDownWindows, window }: MonitorRow): AlarmRule => ({
  alarmAfter,
  alarmOf,
  coolDownWindows,
  window: window as WindowSize,
});

const alarmStateOf = ({ state, alarmEndedAt }: MonitorRow): Pick<AlarmState, 'state' | 'alarmEndedAt'> => ({
  state: state as MonitorState,
  alarmEndedAt,
});

/** What came before the first compared window, and what came after the last one. */
async function* waitingWindows(
  parts: Parts,
  monitor: MonitorRow,
): AsyncGenerator<{ window: TimeWindow; done: number }> {
  const span = await closedSpan(parts, monitor);
  if (span === null) return;
  const compared = await parts.repository.comparedSpan(monitor.id);
  const stretches =
    compared === null
      ? [{ from: span.firstAt, to: span.closedUntil }]
      : [
          { from: span.firstAt, to: compared.from },
          { from: compared.to > span.firstAt ? compared.to : span.firstAt, to: span.closedUntil },
        ];
  for (const stretch of stretches) yield* windowsOf(parts, monitor, stretch);
}

/** The closed windows of a stretch, oldest first; those without any prediction come as one, except where that is what is watched for. */
async function* windowsOf(
  { repository }: Parts,
  monitor: MonitorRow,
  { from, to }: TimeWindow,
): AsyncGenerator<{ window: TimeWindow; done: number }> {
  const size = monitor.window as WindowSize;
  const lengthMs = to.getTime() - from.getTime();
  let at = windowAt(size, from);
  while (at.to <= to) {
    const next =
      monitor.kind === 'volume'
        ? at.from
        : await repository.nextPredictionAt(monitor.endpointId, isOfLog(monitor), at.from);
    const isEmpty = next === null || next >= at.to;
    const until = isEmpty ? windowAt(size, next === null || next > to ? to : next).from : at.to;
    const window = { from: at.from, to: until };
    yield { window, done: Math.min(1, (until.getTime() - from.getTime()) / lengthMs) };
    at = windowAt(size, until);
  }
}

function nothingIn(size: WindowSize, window: TimeWindow): JudgedWindow {
  const sentence = `No predictions in ${windowCount(size, window).toLocaleString('en')} windows.`;
  return { rows: 0, baseline: null, verdict: { state: 'no_data', sentence, features: [] } };
}

/** What decides how outcomes are measured: a window that was judged by what it was before is not stored, the next pass judges it. */
const isMeasuredAs = (now: MonitorRow, before: MonitorRow): boolean =>
  now.positive === before.positive &&
  now.minimumRows === before.minimumRows &&
  now.fromEstimate === before.fromEstimate;

/** compareOne judges a window and stores what it tells; false when the monitor was turned off, deleted or told to measure differently meanwhile. */
async function compareOne(
  { kit, repository, judge }: Parts,
  monitor: MonitorRow,
  window: TimeWindow,
  readings: Readings,
  context: JobContext,
): Promise<boolean> {
  const size = monitor.window as WindowSize;
  const { rows, verdict, baseline } =
    windowCount(size, window) === 1 ? await judge.judge(watchOf(monitor), window, readings) : nothingIn(size, window);
  const endpoint = (await repository.endpointNames([monitor.endpointId])).get(monitor.endpointId) ?? '';
  let isOn = true;
  await context.commit(async (tx) => {
    // Whoever turns it off ends its alarm, and no window may begin one behind that.
    const before = await repository.locked(tx, monitor.id);
    isOn = before?.enabled === true && isMeasuredAs(before, monitor);
    if (before === null || !isOn) return;
    const { state, sentence, features, metrics = [], estimates = [] } = verdict;
    const ranAt = kit.clock.now();
    const run = {
      id: uuidv7(),
      monitorId: monitor.id,
      windowFrom: window.from,
      windowTo: window.to,
      rows,
      state,
      sentence,
    };
    const { id: runId, added } = await repository.addRun(tx, {
      ...run,
      features,
      metrics,
      estimates,
      baselineId: baseline?.id ?? null,
      versionId: baseline?.versionId ?? null,
      ranAt,
    });
    if (added === 'known') return;
    const last = await repository.lastStates(tx, monitor.id, window.from, before.alarmOf);
    const {
      state: now,
      alarmEndedAt,
      patience,
    } = nextAlarmState(ruleOf(before), alarmStateOf(before), last.states, last.newest ?? window);
    const told = verdictAfter(before.verdict, sentence, patience);
    const newest = last.newest === null || now !== before.state ? told : before.verdict;
    await repository.update(tx, monitor.id, { state: now, alarmEndedAt, verdict: newest });
    if (added === 'longer') return;
    if (state === 'firing' && isExplained(monitor.kind))
      await enqueue(tx, context.actor, explainWindowJob, { monitorId: monitor.id, runId }, { subject: monitor.name });
    const event = { subjectKind: 'monitor', subjectName: monitor.name, endpoint, why: told };
    const after: DriftDetected = {
      monitorId: monitor.id,
      monitor: monitor.name,
      watches: monitor.kind as DriftDetected['watches'],
      runId,
      windowFrom: window.from.toISOString(),
      windowTo: window.to.toISOString(),
      worstFeature: worstOf(features) ?? null,
      rows,
    };
    await appendEvent(tx, context.actor, {
      kind: 'monitoring.window_compared',
      ...event,
      after: { ...after, state: now, goesOn: now === before.state },
    });
    if (now === 'firing' && before.state !== 'firing')
      await appendEvent(tx, context.actor, { kind: 'monitoring.drift_detected', ...event, after });
    if (now === 'ok' && before.state === 'firing')
      await appendEvent(tx, context.actor, { kind: 'monitoring.drift_ended', ...event, after });
  });
  return isOn;
}

function worstOf(features: readonly FeatureDrift[]): string | undefined {
  const byEffect = [...features].sort((a, b) => (b.effectLow ?? 0) - (a.effectLow ?? 0));
  return (byEffect.find(({ verdict, isPrediction }) => verdict === 'drift' && !isPrediction) ?? features[0])?.feature;
}
