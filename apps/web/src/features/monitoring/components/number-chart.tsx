import type { Monitor, MonitorRun } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { Section } from '../../../components/layout/section.js';
import { formatNumber, formatPercent } from '../../../lib/format.js';
import { metricPoints } from '../prepare/monitor-words.js';
import { windowLabel } from '../prepare/window-label.js';

type NumberKind = Extract<Monitor['kind'], 'outliers' | 'duplicates' | 'volume'>;

interface Look {
  metric: string;
  title: string;
  note: string;
  /** What the line, its band, and the line that it is held against are called; bands are one-sided at the monitor's alpha, drawn on both sides. */
  line: string;
  band?: string;
  against?: string;
  againstBand?: string;
  format: (value: number) => string;
  empty: string;
  sentence: string;
}

const looks: Record<NumberKind, Look> = {
  outliers: {
    metric: 'outlier_share',
    title: 'Predictions with an outlier, by window',
    note: 'of the logged ones; a value that the reference never showed',
    line: 'Share with an outlier',
    band: 'where the true share lies',
    format: (share) => formatPercent(share),
    empty: 'No window has enough logged predictions yet.',
    sentence: 'An alarm needs the lower end of the band above the limit, and above what chance alone gives.',
  },
  duplicates: {
    metric: 'repeated_share',
    title: 'Rows that repeat another one, by window',
    note: 'of the logged rows, the same value in every feature; where the log is a sample, fewer are seen',
    line: 'Share that repeats an earlier row',
    band: 'where the true share lies',
    against: 'as many rows of the reference',
    againstBand: 'where the true share of the reference lies',
    format: (share) => formatPercent(share),
    empty: 'No window has enough logged rows yet.',
    sentence:
      'An alarm needs the lower end of the band above the upper end of the band of the reference by more than the floor.',
  },
  volume: {
    metric: 'predictions',
    title: 'Predictions by window',
    note: 'of all requests that reached a model, also failed ones, by the clock',
    line: 'Predictions that came',
    against: 'usual at that time',
    againstBand: 'what is still usual',
    format: (count) => formatNumber(count),
    empty: 'No window has closed yet.',
    sentence:
      'An alarm needs fewer predictions than the band of the same time before, by more than the floor. There is no band before a week is known.',
  },
};

/** NumberChart draws the one number that a monitor measures in each window, and what it is held against. */
export function NumberChart({
  kind,
  floor,
  runs,
}: {
  kind: NumberKind;
  floor: number;
  runs: readonly MonitorRun[];
}): ReactNode {
  const look = looks[kind];
  const points = metricPoints(runs, look.metric, windowLabel);
  const isKnown = points.some(({ value }) => value !== null);
  return (
    <Section title={look.title} note={look.note}>
      <LinePanel
        points={isKnown ? points : []}
        x="window"
        formatX={(window: string) => window}
        formatY={look.format}
        {...(kind === 'outliers' && { limit: { value: floor, label: `limit ${formatPercent(floor)}` } })}
        sentence={isKnown ? look.sentence : look.empty}
        lines={[
          { key: 'value', name: look.line, color: 'var(--slip-stable)' },
          ...(look.against === undefined
            ? []
            : [{ key: 'estimate', name: look.against, color: 'var(--slip-unknown)', dashed: true }]),
        ]}
        bands={[
          ...(look.band === undefined ? [] : [{ key: 'band', name: look.band, color: 'var(--slip-stable)' }]),
          ...(look.againstBand === undefined
            ? []
            : [{ key: 'estimateBand', name: look.againstBand, color: 'var(--slip-unknown)' }]),
        ]}
      />
    </Section>
  );
}
