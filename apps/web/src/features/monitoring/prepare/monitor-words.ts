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

/** MetricPoint is a metric in one window, for the chart; null where it was not measured. */
export interface MetricPoint {
  window: string;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** metricPoints lays a metric out over windows, oldest first. */
export function metricPoints(
  runs: readonly MonitorRun[],
  metric: string,
  label: (run: MonitorRun) => string,
): MetricPoint[] {
  return runs.toReversed().map((run) => {
    const found: MonitorMetric | undefined = run.metrics.find(({ name }) => name === metric);
    return { window: label(run), value: found?.value ?? null, low: found?.low ?? null, high: found?.high ?? null };
  });
}
