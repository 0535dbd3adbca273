import type { WindowSize } from '@slipway/contracts';
import { emptyCounts } from '@slipway/stats';
import { appendEvent } from '../kernel/event-log.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { compareWindow, type WatchedFeature, type WindowVerdict } from './compare-window.js';
import type { DriftDetected } from './monitoring.events.js';
import type { BaselineRow, MonitoringRepository, MonitorRow } from './monitoring.repository.js';
import { closedWindows, type TimeWindow } from './window.js';

const GRACE_MS = 60_000;
const WINDOWS_A_PASS = 50;

/** runMonitor compares every closed window that was not compared yet, oldest first, each in a transaction of its own. */
export async function runMonitor(
  kit: Kit,
  repository: MonitoringRepository,
  monitorId: string,
  context: JobContext,
): Promise<{ compared: number }> {
  const monitor = await repository.byId(monitorId);
  if (monitor === null || !monitor.enabled) return { compared: 0 };
  const span = await repository.watermark(monitor.endpointId);
  if (span === null) return { compared: 0 };
  const closedUntil = monitor.closeBy === 'watermark' ? span.lastAt : new Date(kit.clock.now().getTime() - GRACE_MS);
  const done = await repository.comparedWindows(monitor.id);
  const waiting = closedWindows(monitor.window as WindowSize, span.firstAt, closedUntil, 10_000).filter(
    ({ from }) => !done.has(from.getTime()),
  );
  let compared = 0;
  for (const window of waiting.slice(0, WINDOWS_A_PASS)) {
    if (context.signal.aborted) break;
    await compareOne(kit, repository, monitor, window, context);
    compared += 1;
    await context.progress(compared / waiting.length, `compared ${compared} of ${waiting.length} windows`);
  }
  return { compared };
}

async function compareOne(
  kit: Kit,
  repository: MonitoringRepository,
  monitor: MonitorRow,
  window: TimeWindow,
  context: JobContext,
): Promise<void> {
  const baselineId = await repository.baselineCounted(monitor.endpointId, window);
  const baseline = baselineId === null ? null : await repository.baseline(baselineId);
  const { rows, verdict } = await verdictOf(repository, monitor, window, baseline);
  const endpoint = (await repository.endpointNames([monitor.endpointId])).get(monitor.endpointId) ?? '';
  const runId = uuidv7();
  await context.commit(async (tx) => {
    const { state, sentence, features } = verdict;
    const ranAt = kit.clock.now();
    const isNew = await repository.addRun(tx, {
      id: runId,
      monitorId: monitor.id,
      windowFrom: window.from,
      windowTo: window.to,
      rows,
      state,
      sentence,
      features,
      baselineId,
      versionId: baseline?.versionId ?? null,
      ranAt,
    });
    if (!isNew) return;
    const before = (await repository.find(monitor.workspaceId, monitor.name, tx))?.state;
    await repository.update(tx, monitor.id, { state, verdict: sentence, lastRunAt: ranAt });
    const event = { subjectKind: 'monitor', subjectName: monitor.name, endpoint, why: sentence };
    const worst =
      [...features]
        .sort((a, b) => (b.effectLow ?? 0) - (a.effectLow ?? 0))
        .find((feature) => feature.verdict === 'drift' && !feature.isPrediction) ?? features[0];
    const after: DriftDetected = {
      monitorId: monitor.id,
      monitor: monitor.name,
      runId,
      windowFrom: window.from.toISOString(),
      windowTo: window.to.toISOString(),
      worstFeature: worst?.feature ?? 'prediction',
      rows,
    };
    await appendEvent(tx, context.actor, { kind: 'monitoring.window_compared', ...event, after: { ...after, state } });
    if (state === 'firing' && before !== 'firing')
      await appendEvent(tx, context.actor, { kind: 'monitoring.drift_detected', ...event, after });
    if (state === 'ok' && before === 'firing')
      await appendEvent(tx, context.actor, { kind: 'monitoring.drift_ended', ...event, after });
  });
}

async function verdictOf(
  repository: MonitoringRepository,
  monitor: MonitorRow,
  window: TimeWindow,
  baseline: BaselineRow | null,
): Promise<{ rows: number; verdict: WindowVerdict }> {
  if (baseline === null)
    return { rows: 0, verdict: { state: 'no_data', sentence: 'No predictions in this window.', features: [] } };
  const watched = await watchedFeatures(repository, monitor.endpointId, baseline, window);
  const rows =
    watched.find(({ feature }) => feature === 'prediction')?.current.reduce((sum, count) => sum + count, 0) ?? 0;
  return { rows, verdict: compareWindow(watched, rows, monitor) };
}

/** watchedFeatures puts each reference profile beside the counts of a window on its cells; the prediction comes first. */
export async function watchedFeatures(
  repository: MonitoringRepository,
  endpointId: string,
  baseline: BaselineRow,
  window: TimeWindow,
): Promise<WatchedFeature[]> {
  const counts = await repository.windowCounts(endpointId, baseline.id, window);
  const names = Object.keys(baseline.profiles).sort((a, b) => Number(b === 'prediction') - Number(a === 'prediction'));
  return names.map((feature) => {
    const profile = baseline.profiles[feature]!;
    const current = emptyCounts(profile);
    for (const [cell, count] of counts.get(feature)?.cells ?? []) current[cell] = count;
    return { feature, profile, current };
  });
}
