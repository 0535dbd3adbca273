import type { Monitor, MonitorRun } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { Section } from '../../../components/layout/section.js';
import { formatMetric } from '../../../lib/format.js';
import { metricPoints } from '../prepare/monitor-words.js';
import { windowLabel } from '../prepare/window-label.js';

const lines = [
  { key: 'value', name: 'Measured', color: 'var(--slip-stable)' },
  { key: 'low', name: '95 % from', color: 'var(--slip-unknown)', dashed: true },
  { key: 'high', name: '95 % to', color: 'var(--slip-unknown)', dashed: true },
];

/** PerformanceChart draws the watched metric over windows, with its interval and the limit. */
export function PerformanceChart({ monitor, runs }: { monitor: Monitor; runs: readonly MonitorRun[] }): ReactNode {
  const { metric, limit } = monitor;
  if (metric === null || limit === null) return null;
  const points = metricPoints(runs, metric, windowLabel);
  const known = points.filter(({ value }) => value !== null).length;
  const sentence =
    known === 0
      ? 'No window has enough outcomes yet: send feedback for logged predictions.'
      : `${metric} in ${known} of ${points.length} windows, each with its 95 % interval; the line is the worst acceptable value, ${formatMetric(limit)}.`;
  return (
    <Section
      title={`${metric} by window`}
      note="measured by outcomes; windows are looked at again when outcomes come late"
    >
      <LinePanel
        points={known === 0 ? [] : points}
        x="window"
        lines={lines}
        sentence={sentence}
        formatX={(value: string) => value}
        formatY={(value) => formatMetric(value, 3)}
        limit={{ value: limit, label: 'limit' }}
      />
    </Section>
  );
}
