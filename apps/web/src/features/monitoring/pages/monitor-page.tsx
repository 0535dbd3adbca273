import { monitoringEndpoints, type FeatureDrift, type MonitorRun } from '@slipway/contracts';
import { Anchor, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Pager } from '../../../components/ui/pager.js';
import { Status } from '../../../components/ui/status.js';
import { formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { usePages } from '../../../lib/use-pages.js';
import { DoesItHurt } from '../components/does-it-hurt.js';
import { featureColumns } from '../components/feature-columns.js';
import { HeatmapGrid } from '../components/heatmap-grid.js';
import { MetricTable } from '../components/metric-table.js';
import { MonitorAlert } from '../components/monitor-alert.js';
import { MonitorActs } from '../components/monitor-acts.js';
import { MonitorSettings } from '../components/monitor-settings.js';
import { NumberChart } from '../components/number-chart.js';
import { PerformanceChart } from '../components/performance-chart.js';
import { QualityElsewhere } from '../components/quality-elsewhere.js';
import { RootCause } from '../components/root-cause.js';
import { loggedRowsPath } from '../prepare/logged-rows.js';
import { hasCauses } from '../prepare/monitor-kinds.js';
import { shownRun } from '../prepare/shown-run.js';
import { windowLabel } from '../prepare/window-label.js';
import { worstFirst } from '../prepare/worst-first.js';

/** MonitorPage answers: what drifted, since when, and does it matter? */
export default function MonitorPage(): ReactNode {
  const { name = '' } = useParams();
  const monitor = useCall(monitoringEndpoints.getMonitor, { params: { name } }, { everyMs: 5_000 });
  const heatmap = useCall(monitoringEndpoints.getHeatmap, { params: { name }, query: {} }, { everyMs: 10_000 });
  const pages = usePages(name);
  const runs = useCall(
    monitoringEndpoints.listMonitorRuns,
    { params: { name }, query: { limit: 50, cursor: pages.cursor } },
    { everyMs: 10_000 },
  );
  const [runId] = useUrlState<string>('run', '');
  const listed = runs.data?.items.find(({ id }) => id === runId);
  // A link may lead to a window of long ago.
  const earlier = useCall(
    monitoringEndpoints.getMonitorRun,
    { params: { name, runId } },
    { enabled: runId !== '' && runs.data !== undefined && listed === undefined },
  );
  const run =
    runId === ''
      ? runs.data && monitor.data && shownRun(runs.data.items, monitor.data)
      : // What was linked to, or nothing: another window in its place would be taken for it.
        (listed ?? earlier.data);
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
          {data.kind === 'drift' || data.kind === 'quality' ? (
            <Section
              title="Features by window"
              note={`colour: lower bound of the change; from ${formatNumber(data.floor)} on it alarms`}
            >
              {heatmap.data && <HeatmapGrid monitor={name} heatmap={heatmap.data} links={data.kind === 'drift'} />}
            </Section>
          ) : data.kind === 'performance' ? (
            runs.data && <PerformanceChart monitor={data} runs={runs.data.items} />
          ) : (
            runs.data && <NumberChart kind={data.kind} floor={data.floor} runs={runs.data.items} />
          )}
          {data.kind === 'drift' && <DoesItHurt monitor={data} />}
          {runId !== '' && run === undefined && (
            <Loaded query={runs.data === undefined ? runs : earlier}>{() => null}</Loaded>
          )}
          {run && run.metrics.length + run.estimates.length > 0 && <MetricTable kind={data.kind} run={run} />}
          {run && run.features.length > 0 && (
            <Section title={`Window ${windowLabel(run)}`} note={run.sentence} flush>
              <DataTable
                label="Features"
                columns={featureColumns}
                rows={worstFirst(run.features)}
                rowKey={({ feature }) => feature}
                {...(data.kind === 'drift' && {
                  rowLink: ({ feature }: FeatureDrift) => paths.feature(name, feature, run.id),
                })}
              />
            </Section>
          )}
          {run && hasCauses(data.kind) && <RootCause monitor={data} run={run} />}
          <Section
            title="Windows"
            actions={
              run && (
                <Group gap="md">
                  <Anchor component={Link} size="sm" to={loggedRowsPath(data, run)}>
                    Show logged rows of {windowLabel(run)}
                  </Anchor>
                  <Anchor component={Link} size="sm" to={paths.compareWindows(name, run.id)}>
                    Put it beside another window
                  </Anchor>
                </Group>
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
              rowLink={({ id }) => paths.monitorRun(name, id)}
              isSelected={({ id }) => id === run?.id}
            />
            <Pager turn={pages.turn(runs.data?.nextCursor)} shown={runs.data?.items.length ?? 0} noun="window" />
          </Section>
          {data.kind === 'quality' && <QualityElsewhere endpoint={data.endpoint} />}
          <MonitorSettings monitor={data} />
        </>
      )}
    </LoadedPage>
  );
}

const runColumns: Column<MonitorRun>[] = [
  { key: 'window', header: 'Window', cell: (run) => windowLabel(run), oneLine: true },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="monitor" value={state} /> },
  { key: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
  {
    key: 'baseline',
    header: 'Against',
    cell: ({ version }) => (version === null ? '–' : `baseline of v${version}`),
    oneLine: true,
  },
  { key: 'sentence', header: 'Verdict', cell: ({ sentence }) => sentence, prose: 'sentence' },
];
