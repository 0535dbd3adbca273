import { monitoringEndpoints, type ComparedWindow, type FeatureDrift, type WindowComparison } from '@slipway/contracts';
import { Group, Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { ErrorPanel } from '../../../components/ui/error-panel.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { featureColumns } from '../components/feature-columns.js';
import { metricName } from '../prepare/metric-name.js';
import { windowLabel } from '../prepare/window-label.js';
import { worstFirst } from '../prepare/worst-first.js';

/** CompareWindowsPage answers: how do two windows differ? Without a second one it is the monitor's reference. */
export default function CompareWindowsPage(): ReactNode {
  const { name = '' } = useParams();
  const [chosen, choose] = useUrlState<string>('run', '');
  const [against, chooseAgainst] = useUrlState<string>('against', '');
  const runs = useCall(monitoringEndpoints.listMonitorRuns, { params: { name }, query: { limit: 100 } });
  const windows = (runs.data?.items ?? [])
    .filter(({ rows }) => rows > 0)
    .map((run) => ({ value: run.id, label: windowLabel(run) }));
  const runId = chosen || windows[0]?.value || '';
  const comparison = useCall(
    monitoringEndpoints.compareWindows,
    { params: { name, runId }, query: against === '' ? {} : { against } },
    { enabled: runId !== '' },
  );
  return (
    <>
      <PageHeader
        title={`Two windows of ${name}`}
        verdict={comparison.data && { tone: 'info', sentence: comparison.data.sentence }}
        actions={
          <Group gap="xs">
            <Select
              aria-label="First window"
              w={220}
              value={against}
              onChange={(value) => chooseAgainst(value ?? '')}
              data={[{ value: '', label: 'the reference' }, ...windows.filter(({ value }) => value !== runId)]}
              allowDeselect={false}
            />
            <Text size="sm">then</Text>
            <Select
              aria-label="Second window"
              w={200}
              value={runId}
              onChange={(value) => choose(value ?? '')}
              data={windows.filter(({ value }) => value !== against)}
              allowDeselect={false}
            />
          </Group>
        }
      />
      {runs.error ? (
        <ErrorPanel error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.data !== undefined && windows.length === 0 ? (
        <EmptyState title="No window has closed yet" text="Windows can be compared once they hold predictions." />
      ) : (
        <Loaded query={comparison}>
          {(data) => <Comparison monitor={name} runId={runId} against={against} data={data} />}
        </Loaded>
      )}
    </>
  );
}

function Comparison({
  monitor,
  runId,
  against,
  data,
}: {
  monitor: string;
  runId: string;
  against: string;
  data: WindowComparison;
}): ReactNode {
  const { reference, current, features, metrics } = data;
  const note = `${sideText(reference)} against ${sideText(current)}`;
  return (
    <>
      {features.length > 0 && (
        <Section title="Features" note={note} flush>
          <DataTable
            label="Features"
            columns={featureColumns}
            rows={worstFirst(features)}
            rowKey={({ feature }) => feature}
            {...(features[0]?.test !== 'fisher' && {
              rowLink: ({ feature }: FeatureDrift) => paths.feature(monitor, feature, runId, against || undefined),
            })}
          />
        </Section>
      )}
      {metrics.length > 0 && (
        <Section title="Metrics" note={note} flush>
          <DataTable label="Metrics" columns={metricColumns(reference)} rows={metrics} rowKey={({ name }) => name} />
        </Section>
      )}
    </>
  );
}

const sideText = (side: ComparedWindow): string =>
  `${sideName(side)}${side.rows > 0 ? ` (${formatNumber(side.rows)} rows)` : ''}`;

function sideName({ from, to, windows }: ComparedWindow): string {
  return from === null || to === null ? 'the reference' : windowLabel({ windowFrom: from, windowTo: to, windows });
}

type Metric = WindowComparison['metrics'][number];

const withInterval = (metric: Metric['current']): string =>
  metric === null
    ? '–'
    : `${formatMetric(metric.value)} ${formatInterval(metric.low, metric.high, { digits: 4 })}`.trim();

const metricColumns = (reference: ComparedWindow): Column<Metric>[] => [
  { key: 'name', header: 'Metric', cell: ({ name }) => metricName(name) },
  ...(reference.runId === null
    ? []
    : [
        {
          key: 'reference',
          header: sideName(reference),
          align: 'right' as const,
          cell: (row: Metric) => withInterval(row.reference),
        },
      ]),
  { key: 'current', header: 'Second window', align: 'right', cell: ({ current }) => withInterval(current) },
];
