import { monitoringEndpoints, type FeatureComparison } from '@slipway/contracts';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { ShareBars } from '../../../components/charts/share-bars.js';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { Status } from '../../../components/ui/status.js';
import { formatNumber, formatPValue, formatPercent } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { windowLabel } from '../prepare/window-label.js';

/** FeaturePage answers: did this feature change, how, and does it matter? */
export default function FeaturePage(): ReactNode {
  const { name = '', feature = '' } = useParams();
  const [chosen, choose] = useUrlState<string>('run', '');
  const runs = useCall(monitoringEndpoints.listMonitorRuns, { params: { name }, query: { limit: 100 } });
  const runId = chosen || runs.data?.items[0]?.id || '';
  const comparison = useCall(
    monitoringEndpoints.compareFeature,
    { params: { name, runId, feature } },
    { enabled: runId !== '' },
  );
  const history = [...(runs.data?.items ?? [])].reverse().map((run) => {
    const drift = run.features.find((one) => one.feature === feature);
    return { label: windowLabel(run), effect: drift?.effect ?? null, low: drift?.effectLow ?? null };
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
              <Select
                aria-label="Window"
                w={200}
                value={runId}
                onChange={(value) => choose(value ?? '')}
                data={(runs.data?.items ?? []).map((run) => ({ value: run.id, label: windowLabel(run) }))}
                allowDeselect={false}
              />
            }
          />
          <Columns>
            <Section title="Distribution" note="shares that each sum to 100 %">
              <ShareBars
                bars={data.histogram}
                sentence={`Share of rows by value of ${feature}: reference and ${windowLabel(data)}.`}
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
                    { key: 'reference', name: 'Reference', color: 'var(--slip-unknown)', step: true },
                    { key: 'current', name: 'Current', color: 'var(--slip-stable)', step: true },
                  ]}
                />
              </Section>
            )}
          </Columns>
          <Section title="Change over time">
            <LinePanel
              points={history}
              x="label"
              formatX={(label: string) => label}
              formatY={(value) => formatNumber(value)}
              limit={{ value: data.floor, label: `floor ${formatNumber(data.floor)}` }}
              sentence="An alarm needs the lower bound above the floor, not only a change that is real."
              lines={[
                { key: 'effect', name: 'Change', color: 'var(--slip-stable)' },
                { key: 'low', name: 'At least', color: 'var(--slip-candidate)', dashed: true },
              ]}
            />
          </Section>
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
                ['Missing', formatPercent(data.drift.missingShare)],
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

function sentenceOf({ drift, floor, ...window }: FeatureComparison): string {
  const size = `${drift.kind === 'numeric' ? 'D' : 'total variation'} ${formatNumber(drift.effect)}, at least ${formatNumber(drift.effectLow)}; floor ${formatNumber(floor)}`;
  if (drift.verdict === 'drift') return `Real and large in ${windowLabel(window)}: ${size}.`;
  if (drift.verdict === 'small') return `Real but small in ${windowLabel(window)}: ${size}; no alert.`;
  return drift.verdict === 'none'
    ? `No change beyond chance in ${windowLabel(window)}: ${size}.`
    : `Too few rows in ${windowLabel(window)} to tell.`;
}
