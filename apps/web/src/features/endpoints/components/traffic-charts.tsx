import type { EndpointStats } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { formatClock, formatMs, formatNumber, formatPercent } from '../../../lib/format.js';
import { trafficRows } from '../prepare/traffic-lines.js';

const clock = (at: string): string => formatClock(at);

/** TrafficCharts draws the last minutes of an endpoint: traffic by variant, latency, errors. */
export function TrafficCharts({ stats }: { stats: EndpointStats }): ReactNode {
  const { rows, variants } = trafficRows(stats);
  const colorOf = (name: string): string =>
    name.startsWith('stable') ? 'var(--slip-stable)' : 'var(--slip-candidate)';
  return (
    <>
      <Section title="Traffic by variant" note="requests per second">
        <LinePanel
          points={variants.length === 0 ? [] : rows}
          x="at"
          formatX={clock}
          formatY={(rate) => formatNumber(rate)}
          sentence={
            variants.length === 0
              ? 'No requests in this range.'
              : `${formatNumber(stats.totals.requests)} requests in 15 minutes.`
          }
          lines={variants.map((name, i) => ({ key: name, name, color: colorOf(name), dashed: i > 1 }))}
        />
      </Section>
      <Columns>
        <Section title="Latency" note="of the busiest variant">
          <LinePanel
            points={variants.length === 0 ? [] : rows}
            x="at"
            formatX={clock}
            formatY={(ms) => formatMs(ms)}
            sentence={`p50 ${formatMs(stats.totals.p50Ms)}, p95 ${formatMs(stats.totals.p95Ms)}, p99 ${formatMs(stats.totals.p99Ms)} over all.`}
            lines={[
              { key: 'p50', name: 'p50', color: 'var(--slip-stable)' },
              { key: 'p95', name: 'p95', color: 'var(--slip-candidate)' },
              { key: 'p99', name: 'p99', color: 'var(--slip-shadow)', dashed: true },
            ]}
          />
        </Section>
        <Section title="Errors" note="share of requests that the version failed">
          <LinePanel
            points={variants.length === 0 ? [] : rows}
            x="at"
            formatX={clock}
            formatY={(share) => formatPercent(share)}
            sentence={`${formatNumber(stats.totals.errors)} errors: ${
              Object.entries(stats.errorsByCode)
                .map(([code, count]) => `${code.replaceAll('_', ' ')} ${count}`)
                .join(', ') || 'none'
            }.`}
            lines={[{ key: 'errors', name: 'Errors', color: 'var(--slip-candidate)' }]}
          />
        </Section>
      </Columns>
    </>
  );
}
