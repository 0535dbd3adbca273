import { monitoringEndpoints, type FeatureDrift, type MonitorMetric, type MonitorRun } from '@slipway/contracts';
import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { DoesItHurt } from '../components/does-it-hurt.js';
import { featureColumns } from '../components/feature-columns.js';
import { HeatmapGrid } from '../components/heatmap-grid.js';
import { MonitorAlert } from '../components/monitor-alert.js';
import { MonitorActs } from '../components/monitor-acts.js';
import { MonitorSettings } from '../components/monitor-settings.js';
import { PerformanceChart } from '../components/performance-chart.js';
import { RootCause } from '../components/root-cause.js';
import { metricName } from '../prepare/metric-name.js';
import { windowLabel } from '../prepare/window-label.js';

/** MonitorPage answers: what drifted, since when, and does it matter? */
export default function MonitorPage(): ReactNode {
  const { name = '' } = useParams();
  const monitor = useCall(monitoringEndpoints.getMonitor, { params: { name } }, { everyMs: 5_000 });
  const heatmap = useCall(monitoringEndpoints.getHeatmap, { params: { name }, query: {} }, { everyMs: 10_000 });
  const runs = useCall(
    monitoringEndpoints.listMonitorRuns,
    { params: { name }, query: { limit: 50 } },
    { everyMs: 10_000 },
  );
  const [runId, setRun] = useUrlState<string>('run', '');
  const run = runs.data?.items.find(({ id }) => id === runId) ?? runs.data?.items[0];
  return (
    <LoadedPage title={name} query={monitor}>
      {(data) => (
        <>
          <PageHeader
            title={data.name}
            status={<Status of="monitor" value={data.state} />}
            verdict={{
              tone: data.state === 'firing' ? 'bad' : data.state === 'ok' ? 'good' : 'unknown',
              sentence: data.verdict,
            }}
            actions={<MonitorActs monitor={data} />}
          />
          <MonitorAlert monitor={data} />
          {data.kind === 'performance' || data.kind === 'outliers' ? (
            <PerformanceChart monitor={data} runs={runs.data?.items ?? []} />
          ) : (
            <Section
              title="Features by window"
              note={`colour: lower bound of the change; from ${formatNumber(data.floor)} on it alarms`}
            >
              {heatmap.data && <HeatmapGrid monitor={name} heatmap={heatmap.data} links={data.kind === 'drift'} />}
            </Section>
          )}
          {data.kind === 'drift' && <DoesItHurt monitor={data} />}
          {run && run.metrics.length + run.estimates.length > 0 && (
            <Section title={`Window ${windowLabel(run)}`} note={run.sentence} flush>
              <DataTable
                label="Metrics"
                columns={metricColumns}
                rows={metricRows(run)}
                rowKey={({ name: metric }) => metric}
              />
            </Section>
          )}
          {run && run.features.length > 0 && (
            <Section title={`Window ${windowLabel(run)}`} note={run.sentence} flush>
              <DataTable
                label="Features"
                columns={featureColumns}
                rows={run.features}
                rowKey={({ feature }) => feature}
                {...(data.kind === 'drift' && {
                  rowLink: ({ feature }: FeatureDrift) => paths.feature(name, feature, run.id),
                })}
              />
            </Section>
          )}
          {run && data.kind !== 'outliers' && <RootCause monitor={data} run={run} />}
          <Section
            title="Windows"
            actions={
              run && (
                <Anchor component={Link} size="sm" to={paths.compareWindows(name, run.id)}>
                  Put {windowLabel(run)} beside another window
                </Anchor>
              )
            }
            flush
          >
            <DataTable
              label="Windows"
              columns={runColumns}
              rows={runs.data?.items}
              query={runs}
              rowKey={({ id }) => id}
              onRowClick={({ id }) => setRun(id)}
              isSelected={({ id }) => id === run?.id}
            />
          </Section>
          <MonitorSettings monitor={data} />
        </>
      )}
    </LoadedPage>
  );
}

interface MetricRow {
  name: string;
  measured: MonitorMetric | undefined;
  estimated: MonitorMetric | undefined;
}

function metricRows({ metrics, estimates }: MonitorRun): MetricRow[] {
  const names = [...new Set([...metrics, ...estimates].map(({ name }) => name))];
  const find = (all: readonly MonitorMetric[], wanted: string) => all.find(({ name }) => name === wanted);
  return names.map((name) => ({ name, measured: find(metrics, name), estimated: find(estimates, name) }));
}

const intervalText = (metric: MonitorMetric | undefined): string =>
  formatInterval(metric?.low ?? null, metric?.high ?? null, { digits: 4 }) || '–';

const metricColumns: Column<MetricRow>[] = [
  { key: 'name', header: 'Metric', cell: ({ name }) => metricName(name) },
  { key: 'value', header: 'Measured', align: 'right', cell: ({ measured }) => formatMetric(measured?.value ?? null) },
  { key: 'interval', header: 'Interval', align: 'right', cell: ({ measured }) => intervalText(measured) },
  {
    key: 'estimate',
    header: 'Estimated',
    align: 'right',
    cell: ({ estimated }) => formatMetric(estimated?.value ?? null),
  },
  { key: 'estimateInterval', header: 'Interval', align: 'right', cell: ({ estimated }) => intervalText(estimated) },
];

const runColumns: Column<MonitorRun>[] = [
  { key: 'window', header: 'Window', cell: (run) => windowLabel(run) },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="monitor" value={state} /> },
  { key: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
  { key: 'baseline', header: 'Against', cell: ({ version }) => (version === null ? '–' : `baseline of v${version}`) },
  { key: 'sentence', header: 'Verdict', cell: ({ sentence }) => sentence, prose: true },
];
