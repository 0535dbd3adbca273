import type { Monitor, MonitorRun } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { Section } from '../../../components/layout/section.js';
import { formatMetric } from '../../../lib/format.js';
import { estimateText, metricPoints } from '../prepare/monitor-words.js';
import { windowLabel } from '../prepare/window-label.js';

const lines = [
  { key: 'value', name: 'Measured by outcomes', color: 'var(--slip-stable)' },
  { key: 'estimate', name: 'Estimated without them', color: 'var(--slip-candidate)', dashed: true },
];
const bands = [
  { key: 'band', name: '95 % of the measurement', color: 'var(--slip-stable)' },
  { key: 'estimateBand', name: '95 % of the estimate', color: 'var(--slip-candidate)' },
];

/** PerformanceChart draws the watched metric over windows, measured and estimated, with bands and the limit. */
export function PerformanceChart({ monitor, runs }: { monitor: Monitor; runs: readonly MonitorRun[] }): ReactNode {
  const { metric, limit } = monitor;
  if (metric === null || limit === null) return null;
  const points = metricPoints(runs, metric, windowLabel);
  const [known, estimated] = [
    points.filter(({ value }) => value !== null).length,
    points.filter(({ estimate }) => estimate !== null).length,
  ];
  const sentence =
    known + estimated === 0
      ? 'No window has enough outcomes yet: send feedback for logged predictions.'
      : `${metric} measured in ${known} of ${points.length} windows and estimated in ${estimated}, each with its 95 % band; the line is the worst acceptable value, ${formatMetric(limit)}. ${estimateText(points)}`;
  return (
    <Section
      title={`${metric} by window`}
      note="measured by outcomes; windows are looked at again when outcomes come late"
    >
      <LinePanel
        points={known + estimated === 0 ? [] : points}
        x="window"
        lines={lines}
        bands={bands}
        fit
        sentence={sentence}
        formatX={(value: string) => value}
        formatY={(value) => formatMetric(value, 3)}
        limit={{ value: limit, label: 'limit' }}
      />
    </Section>
  );
}
