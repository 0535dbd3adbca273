import type { Monitor, MonitorMetric, MonitorPreview, MonitorRun } from '@slipway/contracts';
import { countOf } from '../../../lib/format.js';

/** falseAlarmText is what a person may expect of a monitor when nothing has changed. */
export function falseAlarmText(kind: Monitor['kind'], alpha: number, alarmAfter: number): string {
  if (kind === 'performance')
    return 'About one false alarm in 40 windows when performance is exactly at the limit, fewer the better it is.';
  const windows = Math.round(1 / alpha);
  const more = alarmAfter > 1 ? ', and far fewer, because several windows must agree' : '';
  return `About one false alarm in ${windows} windows or more when nothing has changed${more}.`;
}

/** previewText says what a monitor would have made of the past. */
export function previewText({ windows, alarms }: MonitorPreview): string {
  if (windows.length === 0) return 'No window has closed yet, so there is nothing to try it on.';
  const told = windows.filter(({ state }) => state !== 'no_data').length;
  const few = windows.length - told;
  const rest = few === 0 ? '' : ` ${countOf(few, 'window')} had too little data.`;
  const times = alarms === 0 ? 'would not have alarmed' : `would have alarmed ${countOf(alarms, 'time')}`;
  const example = windows.findLast(({ state }) => state === 'firing')?.sentence;
  return `On the last ${countOf(windows.length, 'window')} this ${times}.${rest}${example === undefined ? '' : ` Last: ${example}`}`;
}

/** MetricPoint is a metric in one window, measured and estimated, for the chart; null where it is not known. */
export interface MetricPoint {
  window: string;
  value: number | null;
  band: [number, number] | null;
  estimate: number | null;
  estimateBand: [number, number] | null;
}

/** metricPoints lays a metric out over windows, oldest first. */
export function metricPoints(
  runs: readonly MonitorRun[],
  metric: string,
  label: (run: MonitorRun) => string,
): MetricPoint[] {
  return runs.toReversed().map((run) => {
    const [measured, estimated] = [run.metrics, run.estimates].map((all) => all.find(({ name }) => name === metric));
    return {
      window: label(run),
      value: measured?.value ?? null,
      band: bandOf(measured),
      estimate: estimated?.value ?? null,
      estimateBand: bandOf(estimated),
    };
  });
}

function bandOf(metric: MonitorMetric | undefined): [number, number] | null {
  if (metric === undefined || metric.low === null || metric.high === null) return null;
  return [metric.low, metric.high];
}

/** estimateText says how far estimates were off where outcomes came later. */
export function estimateText(points: readonly MetricPoint[]): string {
  const both = points.filter(({ value, estimate }) => value !== null && estimate !== null);
  const assumes = 'Estimates assume that inputs keep their meaning';
  if (points.every(({ estimate }) => estimate === null))
    return 'No estimates yet: they are learned from 300 earlier outcomes of the same version.';
  if (both.length === 0) return `${assumes}; no window has both yet.`;
  const off = both.reduce((sum, { value, estimate }) => sum + Math.abs(value! - estimate!), 0) / both.length;
  return `${assumes}; where outcomes came they were ${Number(off.toPrecision(2))} off on average, in ${countOf(both.length, 'window')}.`;
}
