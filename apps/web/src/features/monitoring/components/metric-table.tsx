import type { Monitor, MonitorMetric, MonitorRun } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatInterval, formatMetric, formatNumber, formatPercent } from '../../../lib/format.js';
import { metricName } from '../prepare/metric-name.js';
import { windowLabel } from '../prepare/window-label.js';

/** MetricTable shows the numbers of a window beside what they are held against: an estimate without outcomes, the reference, what is usual. */
export function MetricTable({ kind, run }: { kind: Monitor['kind']; run: MonitorRun }): ReactNode {
  return (
    <Section title={`Window ${windowLabel(run)}`} note={run.sentence} flush>
      <DataTable label="Metrics" columns={columnsOf(kind)} rows={rowsOf(run)} rowKey={({ name }) => name} />
    </Section>
  );
}

interface MetricRow {
  name: string;
  measured: MonitorMetric | undefined;
  estimated: MonitorMetric | undefined;
}

function rowsOf({ metrics, estimates }: MonitorRun): MetricRow[] {
  const names = [...new Set([...metrics, ...estimates].map(({ name }) => name))];
  const find = (all: readonly MonitorMetric[], wanted: string) => all.find(({ name }) => name === wanted);
  return names.map((name) => ({ name, measured: find(metrics, name), estimated: find(estimates, name) }));
}

interface Look {
  /** What stands beside the measured number; nothing beside the share of outliers. */
  beside?: string;
  value: (metric: MonitorMetric | undefined) => string;
  interval: (metric: MonitorMetric | undefined) => string;
}

/** Metrics have intervals of 95 %, other numbers those of the monitor's alpha. */
const asMetric: Pick<Look, 'value' | 'interval'> = {
  value: (metric) => formatMetric(metric?.value ?? null),
  interval: (metric) => formatInterval(metric?.low ?? null, metric?.high ?? null, { digits: 4 }) || '–',
};
const asNumber = (format: (value: number) => string): Pick<Look, 'value' | 'interval'> => ({
  value: (metric) => (metric === undefined ? '–' : format(metric.value)),
  interval: (metric) =>
    metric === undefined || metric.low === null || metric.high === null
      ? '–'
      : `${format(metric.low)} to ${format(metric.high)}`,
});
const asShare = asNumber((share) => formatPercent(share, 1));

const looks: Record<Monitor['kind'], Look> = {
  drift: asMetric,
  quality: asMetric,
  performance: { beside: 'Estimated', ...asMetric },
  outliers: asShare,
  duplicates: { beside: 'Reference', ...asShare },
  volume: { beside: 'Usual', ...asNumber((count) => formatNumber(Math.round(count))) },
};

function columnsOf(kind: Monitor['kind']): Column<MetricRow>[] {
  const { beside, value, interval } = looks[kind];
  return [
    { key: 'name', header: 'Metric', cell: ({ name }) => metricName(name) },
    { key: 'value', header: 'Measured', align: 'right', cell: ({ measured }) => value(measured) },
    ...(kind === 'volume' ? [] : [intervalColumn(interval)]),
    ...(beside === undefined ? [] : besideColumns(beside, { value, interval })),
  ];
}

/** A number of predictions is counted, not estimated: it has none. */
const intervalColumn = (interval: Look['interval']): Column<MetricRow> => ({
  key: 'interval',
  header: 'Interval',
  align: 'right',
  cell: ({ measured }) => interval(measured),
});

const besideColumns = (header: string, { value, interval }: Look): Column<MetricRow>[] => [
  { key: 'estimate', header, align: 'right', cell: ({ estimated }) => value(estimated) },
  { key: 'estimateInterval', header: 'Interval', align: 'right', cell: ({ estimated }) => interval(estimated) },
];
