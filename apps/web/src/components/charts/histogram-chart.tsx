import type { ReactNode } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatPercent } from '../../lib/format.js';
import { ChartFrame } from './chart-frame.js';
import { axisLook, chartMargin, Tip } from './chart-parts.js';
import type { HistogramBar, HistogramPicture } from './prepare/histogram-pair.js';
import { lookOf } from './prepare/series-look.js';

const legend = [
  { label: 'reference', look: lookOf('reference'), area: true },
  { label: 'current', look: { ...lookOf('stable') }, area: true },
];

/** HistogramChart draws the shares of both sides over the same cells: reference wide and grey, current narrow before it. */
export default function HistogramChart({
  title,
  picture,
  height = 260,
}: {
  title: string;
  picture: HistogramPicture;
  height?: number;
}): ReactNode {
  const { bars, sentence, table } = picture;
  const tickAt = (index: number): string => bars[index]?.tick ?? '';
  return (
    <ChartFrame
      title={title}
      unit="share of rows a cell"
      sentence={sentence}
      table={table}
      height={height}
      legend={legend}
    >
      <ResponsiveContainer width="100%" height={height}>
        <BarChart data={[...bars]} margin={{ ...chartMargin, bottom: 4 }} barCategoryGap="12%" aria-label={sentence}>
          <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
          <XAxis
            {...axisLook}
            xAxisId="reference"
            dataKey="index"
            tickFormatter={tickAt}
            interval="preserveStartEnd"
            minTickGap={14}
          />
          <XAxis xAxisId="current" dataKey="index" hide />
          <YAxis {...axisLook} width={58} tickFormatter={(share: number) => formatPercent(share)} axisLine={false} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--slip-hover)' }}
            content={({ payload }) => <BarTip bar={payload?.[0]?.payload as HistogramBar | undefined} />}
          />
          <Bar
            xAxisId="reference"
            dataKey="reference"
            fill="var(--slip-reference-area)"
            stroke="var(--slip-reference)"
            isAnimationActive={false}
          />
          <Bar
            xAxisId="current"
            dataKey="current"
            fill="var(--slip-stable)"
            fillOpacity={0.85}
            barSize={Math.max(3, Math.round(220 / Math.max(1, bars.length)))}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function BarTip({ bar }: { bar: HistogramBar | undefined }): ReactNode {
  if (bar === undefined) return null;
  return (
    <Tip
      where={bar.name}
      lines={[
        { label: 'reference', value: formatPercent(bar.reference, 1), color: 'var(--slip-reference)' },
        { label: 'current', value: formatPercent(bar.current, 1), color: 'var(--slip-stable)' },
      ]}
    />
  );
}
