import type { ReactNode } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCompact, formatNumber, formatPercent } from '../../lib/format.js';
import { ChartFrame } from './chart-frame.js';
import { axisLook, chartMargin, Tip } from './chart-parts.js';
import type { EcdfPicture, EcdfStep } from './prepare/ecdf-pair.js';
import { lookOf } from './prepare/series-look.js';

const legend = [
  { label: 'reference', look: lookOf('reference'), area: true },
  { label: 'current', look: lookOf('stable') },
];

/** EcdfChart draws the two empirical distributions, with D bracketed where they are furthest apart. */
export default function EcdfChart({
  title,
  feature,
  picture,
  height = 260,
}: {
  title: string;
  feature: string;
  picture: EcdfPicture;
  height?: number;
}): ReactNode {
  const { steps, bracket, domain, sentence, notes, table } = picture;
  return (
    <ChartFrame
      title={title}
      unit={`share of rows at most this ${feature}`}
      sentence={sentence}
      table={table}
      height={height}
      legend={legend}
      notes={notes}
    >
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart data={[...steps]} margin={{ ...chartMargin, bottom: 4 }} aria-label={sentence}>
          <CartesianGrid stroke="var(--slip-grid)" />
          <XAxis
            {...axisLook}
            dataKey="x"
            type="number"
            domain={[...domain]}
            allowDataOverflow
            tickFormatter={formatCompact}
          />
          <YAxis
            {...axisLook}
            width={58}
            domain={[0, 1]}
            ticks={[0, 0.25, 0.5, 0.75, 1]}
            tickFormatter={(share: number) => formatPercent(share)}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ payload }) => (
              <StepTip step={payload?.[0]?.payload as EcdfStep | undefined} feature={feature} />
            )}
          />
          <Area
            dataKey="reference"
            type="stepAfter"
            stroke="var(--slip-reference)"
            fill="var(--slip-reference-area)"
            fillOpacity={0.7}
            isAnimationActive={false}
          />
          <Line
            dataKey="current"
            type="stepAfter"
            stroke="var(--slip-stable)"
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
          {bracket !== null && (
            <>
              <ReferenceLine
                segment={[
                  { x: bracket.x, y: bracket.low },
                  { x: bracket.x, y: bracket.high },
                ]}
                stroke="var(--mantine-color-text)"
                strokeWidth={3}
              />
              <ReferenceDot
                x={bracket.x}
                y={bracket.low}
                r={4}
                fill="var(--mantine-color-text)"
                stroke="var(--slip-panel)"
              />
              <ReferenceDot
                x={bracket.x}
                y={bracket.high}
                r={4}
                fill="var(--mantine-color-text)"
                stroke="var(--slip-panel)"
                label={{
                  value: bracket.label,
                  position: bracket.high > 0.85 ? 'bottom' : 'top',
                  fontSize: 13,
                  fontWeight: 600,
                  fill: 'var(--mantine-color-text)',
                }}
              />
            </>
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function StepTip({ step, feature }: { step: EcdfStep | undefined; feature: string }): ReactNode {
  if (step === undefined) return null;
  const { x, reference, current } = step;
  return (
    <Tip
      where={`${feature} ≤ ${formatNumber(x)}`}
      lines={[
        { label: 'reference', value: formatPercent(reference, 1), color: 'var(--slip-reference)' },
        { label: 'current', value: formatPercent(current, 1), color: 'var(--slip-stable)' },
      ]}
    />
  );
}
