import type {
  Baseline,
  FeatureComparison,
  FeatureDrift,
  Heatmap,
  Monitor,
  MonitorRun,
  MonitorState,
  WindowSize,
} from '@slipway/contracts';
import {
  cellHistogram,
  cellQuantiles,
  ecdfPairOfCells,
  finiteCellCount,
  type NumericProfile,
  type Profile,
} from '@slipway/stats';
import type { WatchedFeature } from './compare-window.js';
import type { BaselineRow, MonitorRow, RunRow } from './monitoring.repository.js';
import { windowCount } from './window.js';

const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** monitorView is a monitor as the API shows it. */
export function monitorView(row: MonitorRow, endpoint: string, nextRunAt: Date | null): Monitor {
  const { name, everySeconds, alpha, floor, minimumRows, enabled, limit, positive, fromEstimate } = row;
  const { alarmAfter, alarmOf, coolDownWindows } = row;
  return {
    name,
    kind: row.kind as Monitor['kind'],
    metric: row.metric as Monitor['metric'],
    limit,
    positive,
    fromEstimate,
    slice: row.slice as Monitor['slice'],
    reference: row.reference as Monitor['reference'],
    alarmAfter,
    alarmOf,
    coolDownWindows,
    endpoint,
    everySeconds,
    alpha,
    floor,
    minimumRows,
    enabled,
    window: row.window as WindowSize,
    closeBy: row.closeBy as Monitor['closeBy'],
    state: row.state as MonitorState,
    verdict: row.verdict || 'No window has closed yet.',
    lastRunAt: row.lastRunAt?.toISOString() ?? null,
    nextRunAt: enabled ? (nextRunAt?.toISOString() ?? null) : null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** runView is a compared window as the API shows it. */
export function runView(
  row: RunRow,
  { name, window }: Pick<MonitorRow, 'name' | 'window'>,
  endpoint: string,
  version: number | null,
): MonitorRun {
  const { id, rows, sentence, baselineId, error } = row;
  return {
    id,
    monitor: name,
    endpoint,
    rows,
    sentence,
    baselineId,
    version,
    error,
    windowFrom: row.windowFrom.toISOString(),
    windowTo: row.windowTo.toISOString(),
    windows: windowCount(window as WindowSize, { from: row.windowFrom, to: row.windowTo }),
    state: row.state as MonitorState,
    features: row.features as unknown as FeatureDrift[],
    metrics: row.metrics as unknown as MonitorRun['metrics'],
    estimates: row.estimates as unknown as MonitorRun['estimates'],
    ranAt: row.ranAt.toISOString(),
  };
}

/** baselineView is a stored profile as the API shows it. */
export function baselineView(row: BaselineRow, model: string, version: number): Baseline {
  const features = Object.entries(row.profiles).map(([name, profile]) => ({
    name,
    kind: profile.kind,
    cells: profile.counts.length,
  }));
  return {
    id: row.id,
    model,
    version,
    dataset: row.dataset,
    datasetVersion: row.datasetVersion,
    rows: row.rows,
    features,
    createdAt: row.createdAt.toISOString(),
  };
}

/** heatmapOf lays runs out as features by windows, oldest window first; features by effect in the last window x importance. */
export function heatmapOf(runs: readonly MonitorRun[], floor: number): Heatmap {
  const windows = [...runs].reverse();
  const last = new Map(windows.flatMap(({ features }) => features.map((drift) => [drift.feature, drift] as const)));
  return {
    floor,
    windows: windows.map(({ id, windowFrom, windowTo, windows: count, state, rows }) => ({
      runId: id,
      from: windowFrom,
      to: windowTo,
      windows: count,
      state,
      rows,
    })),
    features: [...last.values()]
      .sort((a, b) => Number(b.isPrediction) - Number(a.isPrediction) || weightOf(b) - weightOf(a))
      .map(({ feature, isPrediction, importance = null }) => ({
        feature,
        isPrediction,
        importance,
        cells: windows.map((run) => run.features.find((one) => one.feature === feature) ?? null),
      })),
  };
}

/** What was never measured counts as if the prediction rested on all features alike. */
const weightOf = ({ effect, importance }: FeatureDrift): number => (effect ?? 0) * (importance ?? 1);

/** comparisonOf is what the histogram and the ECDF of one feature draw. */
export function comparisonOf(
  watched: WatchedFeature,
  drift: FeatureDrift,
  monitor: Pick<MonitorRow, 'floor' | 'alpha'>,
  run: Pick<RunRow, 'windowFrom' | 'windowTo'>,
): FeatureComparison {
  const { profile, current } = watched;
  const pair = profile.kind === 'numeric' ? ecdfPairOfCells(profile, profile.counts, current) : null;
  const bars = cellHistogram(profile, profile.counts, current);
  const totals = {
    reference: bars.reduce((sum, bar) => sum + bar.reference, 0) || 1,
    current: bars.reduce((sum, bar) => sum + bar.current, 0) || 1,
  };
  return {
    drift,
    floor: monitor.floor,
    alpha: monitor.alpha,
    windowFrom: run.windowFrom.toISOString(),
    windowTo: run.windowTo.toISOString(),
    histogram: bars.map(({ label, lower, upper, reference, current: now }) => ({
      label,
      from: lower,
      to: upper,
      reference: reference / totals.reference,
      current: now / totals.current,
    })),
    ecdf: pair?.steps.map(({ value, reference, current: now }) => ({ x: value, reference, current: now })) ?? [],
    quantiles: profile.kind === 'numeric' ? quantilesOf(profile, current) : [],
    quality: qualityOf(profile, current),
  };
}

function quantilesOf(profile: NumericProfile, current: readonly number[]): FeatureComparison['quantiles'] {
  const [before, now] = [profile.counts, current].map((counts) => cellQuantiles(profile, counts, QUANTILES));
  const finite = (value: number | undefined): number | null =>
    value !== undefined && Number.isFinite(value) ? value : null;
  return QUANTILES.map((level, i) => ({ level, reference: finite(before?.[i]), current: finite(now?.[i]) }));
}

function qualityOf(profile: Profile, current: readonly number[]): FeatureComparison['quality'] {
  const share = (counts: readonly number[], cells: readonly number[]): number => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    return all === 0 ? 0 : cells.reduce((sum, cell) => sum + counts[cell]!, 0) / all;
  };
  const row = (kind: FeatureComparison['quality'][number]['kind'], cells: readonly number[]) => ({
    kind,
    reference: share(profile.counts, cells),
    current: share(current, cells),
  });
  if (profile.kind === 'categorical') {
    const { length } = profile.categories;
    return [row('missing', [length + 2]), row('unseen', [length + 1])];
  }
  const finite = finiteCellCount(profile);
  return [
    row('missing', [finite]),
    row('not_a_number', [finite + 1]),
    row('infinite', [finite + 2]),
    row('unseen', [0, finite - 1]),
  ];
}
