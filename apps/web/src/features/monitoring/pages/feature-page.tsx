import { monitoringEndpoints, type FeatureComparison } from '@slipway/contracts';
import { Group, Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { ShareBars } from '../../../components/charts/share-bars.js';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { countOf, formatNumber, formatPValue, formatPercent } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { Cause } from '../components/cause.js';
import { FeatureActs } from '../components/feature-acts.js';
import { MonitorAlert } from '../components/monitor-alert.js';
import { newCategoriesText } from '../prepare/cause-words.js';
import { windowLabel } from '../prepare/window-label.js';

/** FeaturePage answers: did this feature change, how, and does it matter? */
export default function FeaturePage(): ReactNode {
  const { name = '', feature = '' } = useParams();
  const [chosen, choose] = useUrlState<string>('run', '');
  const monitor = useCall(monitoringEndpoints.getMonitor, { params: { name } }).data;
  const runs = useCall(monitoringEndpoints.listMonitorRuns, { params: { name }, query: { limit: 100 } });
  const windows = (runs.data?.items ?? [])
    .filter(({ rows }) => rows > 0)
    .map((run) => ({ value: run.id, label: windowLabel(run) }));
  const runId = chosen || windows[0]?.value || runs.data?.items[0]?.id || '';
  const [against, chooseAgainst] = useUrlState<string>('against', '');
  const comparison = useCall(
    monitoringEndpoints.compareFeature,
    { params: { name, runId, feature }, query: against === '' ? {} : { against } },
    { enabled: runId !== '' },
  );
  const why = useCall(
    monitoringEndpoints.getRootCause,
    { params: { name, runId } },
    { enabled: runId !== '' && against === '' },
  ).data?.explanation;
  const unseen = why?.newCategories.find((one) => one.feature === feature);
  const cause = why?.causes.find(({ subject }) => subject === feature);
  const other = windows.find(({ value }) => value === against)?.label;
  const history = [...(runs.data?.items ?? [])].reverse().map((run) => {
    const drift = run.features.find((one) => one.feature === feature);
    const { effect = null, effectLow: low = null, effectHigh: high = null, missingShare = null } = drift ?? {};
    return { label: windowLabel(run), effect, band: low === null || high === null ? null : [low, high], missingShare };
  });
  return (
    <LoadedPage title={feature} query={comparison}>
      {(data) => (
        <>
          <PageHeader
            title={feature}
            status={<Status of="drift" value={data.drift.verdict} />}
            verdict={{
              tone: data.drift.verdict === 'drift' ? 'bad' : data.drift.verdict === 'no_data' ? 'unknown' : 'good',
              sentence: sentenceOf(data),
            }}
            actions={
              <Group gap="xs">
                <Select
                  aria-label="Window"
                  w={200}
                  value={runId}
                  onChange={(value) => choose(value ?? '')}
                  data={windows}
                  allowDeselect={false}
                />
                <Select
                  aria-label="Compared with"
                  w={220}
                  value={against}
                  onChange={(value) => chooseAgainst(value ?? '')}
                  data={[
                    { value: '', label: 'against the reference' },
                    ...windows
                      .filter(({ value }) => value !== runId)
                      .map(({ value, label }) => ({ value, label: `against ${label}` })),
                  ]}
                  allowDeselect={false}
                />
              </Group>
            }
          />
          {monitor && <MonitorAlert monitor={monitor} />}
          {monitor && (
            <Group mb="md">
              <FeatureActs monitor={monitor} window={data} />
            </Group>
          )}
          <Columns>
            <Section title="Distribution" note="shares that each sum to 100 %">
              <ShareBars
                bars={data.histogram}
                sentence={`Share of rows by value of ${feature}: ${other ?? 'reference'} and ${windowLabel(data)}.`}
                reference={other ?? 'Reference'}
                current={windowLabel(data)}
              />
            </Section>
            {data.ecdf.length > 0 && (
              <Section
                title="Cumulative distribution"
                note={`D ${formatNumber(data.drift.effect)} at ${formatNumber(Number(data.drift.location))}`}
              >
                <LinePanel
                  numericX
                  points={data.ecdf}
                  x="x"
                  formatX={(x: number) => formatNumber(x)}
                  formatY={(share) => formatPercent(share)}
                  mark={
                    data.drift.location === null
                      ? undefined
                      : { x: data.drift.location, label: `D ${formatNumber(data.drift.effect)}` }
                  }
                  sentence="Where the two curves are furthest apart is the statistic D."
                  lines={[
                    { key: 'reference', name: other ?? 'Reference', color: 'var(--slip-unknown)', step: true },
                    { key: 'current', name: windowLabel(data), color: 'var(--slip-stable)', step: true },
                  ]}
                />
              </Section>
            )}
          </Columns>
          <Columns>
            <Section title="Change over time" note="against the reference">
              <LinePanel
                points={history}
                x="label"
                formatX={(label: string) => label}
                formatY={(value) => formatNumber(value)}
                limit={{ value: data.floor, label: `floor ${formatNumber(data.floor)}` }}
                sentence="An alarm needs the lower end of the band above the floor, not only a change that is real."
                lines={[{ key: 'effect', name: 'Change', color: 'var(--slip-stable)' }]}
                bands={[{ key: 'band', name: 'where the true change lies', color: 'var(--slip-stable)' }]}
              />
            </Section>
            <Section title="Missing values over time">
              <LinePanel
                points={history.some(({ missingShare }) => (missingShare ?? 0) > 0) ? history : []}
                x="label"
                formatX={(label: string) => label}
                formatY={(share) => formatPercent(share)}
                sentence={missingText(feature, history)}
                lines={[{ key: 'missingShare', name: 'Missing', color: 'var(--slip-stable)' }]}
              />
            </Section>
          </Columns>
          <Columns>
            {data.quantiles.length > 0 && (
              <Section title="Quantiles" note="to one cell of the reference's grid" flush>
                <DataTable
                  label="Quantiles"
                  columns={quantileColumns}
                  rows={data.quantiles}
                  rowKey={({ level }) => level}
                />
              </Section>
            )}
            <Section title="Quality" note="shares of all values" flush>
              <DataTable label="Quality" columns={qualityColumns} rows={data.quality} rowKey={({ kind }) => kind} />
              {unseen && (
                <Text size="sm" p="sm">
                  {newCategoriesText(unseen)}
                </Text>
              )}
            </Section>
          </Columns>
          {cause && (
            <Section title="Why">
              <Cause cause={cause} />
            </Section>
          )}
          <Section title="Numbers">
            <Facts
              items={[
                ['Test', data.drift.test === 'ks' ? 'two-sample Kolmogorov-Smirnov' : 'two-sample chi-square'],
                [data.drift.kind === 'numeric' ? 'D' : 'Total variation', formatNumber(data.drift.effect)],
                ['At least', formatNumber(data.drift.effectLow)],
                ['p', formatPValue(data.drift.pValue)],
                ['adjusted p (Holm)', formatPValue(data.drift.adjustedP)],
                [
                  'Most different at',
                  typeof data.drift.location === 'number'
                    ? formatNumber(data.drift.location)
                    : (data.drift.location ?? '–'),
                ],
                [
                  'n reference / current',
                  `${formatNumber(data.drift.referenceRows)} / ${formatNumber(data.drift.currentRows)}`,
                ],
              ]}
            />
          </Section>
        </>
      )}
    </LoadedPage>
  );
}

function missingText(feature: string, history: readonly { missingShare: number | null }[]): string {
  const some = history.some(({ missingShare }) => (missingShare ?? 0) > 0);
  return some
    ? `Share of rows without a value of ${feature}, by window.`
    : `No value of ${feature} was missing in ${countOf(history.length, 'window')}.`;
}

type Quantile = FeatureComparison['quantiles'][number];
type Quality = FeatureComparison['quality'][number];

const quantileColumns: Column<Quantile>[] = [
  { key: 'level', header: 'So much lies below', cell: ({ level }) => formatPercent(level) },
  { key: 'reference', header: 'Reference', align: 'right', cell: ({ reference }) => formatNumber(reference) },
  { key: 'current', header: 'Current', align: 'right', cell: ({ current }) => formatNumber(current) },
  {
    key: 'change',
    header: 'Change',
    align: 'right',
    cell: ({ reference, current }) => formatNumber(reference === null || current === null ? null : current - reference),
  },
];

const qualityWords = {
  missing: 'missing',
  not_a_number: 'not a number',
  infinite: 'infinite',
  unseen: 'never seen in the reference',
} as const;
const qualityColumns: Column<Quality>[] = [
  { key: 'kind', header: 'Values that are', cell: ({ kind }) => qualityWords[kind] },
  { key: 'reference', header: 'Reference', align: 'right', cell: ({ reference }) => formatPercent(reference) },
  { key: 'current', header: 'Current', align: 'right', cell: ({ current }) => formatPercent(current) },
];

function sentenceOf({ drift, floor, ...window }: FeatureComparison): string {
  const size = `${drift.kind === 'numeric' ? 'D' : 'total variation'} ${formatNumber(drift.effect)}, at least ${formatNumber(drift.effectLow)}; floor ${formatNumber(floor)}`;
  if (drift.verdict === 'drift') return `Real and large in ${windowLabel(window)}: ${size}.`;
  if (drift.verdict === 'small') return `Real but small in ${windowLabel(window)}: ${size}; no alert.`;
  return drift.verdict === 'none'
    ? `No change beyond chance in ${windowLabel(window)}: ${size}.`
    : `Too few rows in ${windowLabel(window)} to tell.`;
}
