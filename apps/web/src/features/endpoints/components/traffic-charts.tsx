import type { EndpointStats, ServingEndpoint, VariantRole } from '@slipway/contracts';
import { SegmentedControl, Text } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { TimeSeriesChart } from '../../../components/charts/lazy-charts.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { countOf, formatMs, formatPercent, formatRate } from '../../../lib/format.js';
import { predictSnippet } from '../prepare/predict-snippet.js';
import { errorKinds, prepareTraffic } from '../prepare/traffic.js';

const SYNC = 'endpoint';

/** TrafficCharts draws an endpoint's traffic, latency and errors on one time axis with one crosshair. */
export function TrafficCharts({ endpoint, stats }: { endpoint: ServingEndpoint; stats: EndpointStats }): ReactNode {
  const roles = [...new Set(endpoint.variants.map(({ role }) => role))];
  const [chosen, setChosen] = useState<VariantRole>('stable');
  const role = roles.includes(chosen) ? chosen : 'stable';
  const { rate, latency, errors } = useMemo(() => prepareTraffic(stats, role), [stats, role]);
  if (stats.points.length === 0) {
    return (
      <Section title="Traffic" flush>
        <EmptyState
          title="No request in this range"
          text="Choose a longer range, send one from the playground, or from a shell:"
          snippet={predictSnippet(endpoint)}
        />
      </Section>
    );
  }
  return (
    <>
      <Section>
        <TimeSeriesChart
          title="Traffic by variant"
          unit="requests a second"
          picture={rate}
          format={formatRate}
          sync={SYNC}
        />
      </Section>
      <Columns min={420}>
        <Section
          actions={
            roles.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Latency of"
                value={role}
                onChange={(value) => setChosen(value as VariantRole)}
                data={roles}
              />
            )
          }
        >
          <TimeSeriesChart
            title={`Latency of ${role}`}
            unit="p50, p95, p99"
            picture={latency}
            format={formatMs}
            sync={SYNC}
          />
        </Section>
        <Section>
          <TimeSeriesChart
            title="Errors"
            unit="share of requests"
            picture={errors}
            format={(share) => formatPercent(share)}
            sync={SYNC}
          />
          <ErrorKinds stats={stats} />
        </Section>
      </Columns>
    </>
  );
}

function ErrorKinds({ stats: { errorsByCode } }: { stats: EndpointStats }): ReactNode {
  const kinds = errorKinds(errorsByCode);
  const words = kinds
    .map(({ code, count }) => `${code.replaceAll('_', ' ')}: ${countOf(count, 'request')}`)
    .join(' · ');
  return <Text size="xs">{kinds.length === 0 ? 'No error of any kind.' : words}</Text>;
}
