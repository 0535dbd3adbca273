import type { ReactNode } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatExact } from '../../lib/format.js';
import { ChartFrame } from './chart-frame.js';
import { axisLook, chartMargin, dotOf, markLabel, Tip } from './chart-parts.js';
import { timeLabel } from './prepare/time-axis.js';
import { bandKey, openKey, type TimeRow, type TimeSeriesPicture } from './prepare/time-series.js';

/** TimeSeriesChartProps: charts with the same `sync` share their crosshair; `limits` are lines with their meanings. */
export interface TimeSeriesChartProps {
  title: string;
  unit?: string;
  picture: TimeSeriesPicture;
  format: (value: number) => string;
  height?: number;
  sync?: string;
  limits?: readonly ValueLimit[];
}

/** ValueLimit is a level that means something; a `bad` one is what nothing should reach. */
export interface ValueLimit {
  value: number;
  label: string;
  bad?: true;
}

/** TimeSeriesChart draws lines over time, with gaps, bands and marks; it decides nothing. */
export default function TimeSeriesChart({
  title,
  unit,
  picture,
  format,
  height = 190,
  sync,
  limits = [],
}: TimeSeriesChartProps): ReactNode {
  const { series, rows, hasBands, from, to, ticks, top, axis, marks, sentence, table } = picture;
  return (
    <ChartFrame
      title={title}
      {...(unit !== undefined && { unit })}
      sentence={sentence}
      table={table}
      height={height}
      legend={series.length > 1 ? series : []}
    >
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart
          data={[...rows]}
          margin={chartMargin}
          {...(sync !== undefined && { syncId: sync, syncMethod: 'value' as const })}
          aria-label={sentence}
        >
          <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
          <XAxis
            {...axisLook}
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={[...ticks]}
            tickFormatter={(at: number) => timeLabel(at, to - from)}
            allowDataOverflow
          />
          <YAxis
            {...axisLook}
            width={58}
            domain={axis === null ? [0, top > 0 ? 'auto' : 1] : [axis.from, axis.to]}
            {...(axis !== null && { ticks: [...axis.ticks], interval: 0 as const })}
            tickFormatter={format}
            axisLine={false}
          />
          {marks.map(({ at, label }) => (
            <ReferenceLine
              key={at}
              x={at}
              stroke="var(--slip-unknown)"
              strokeDasharray="2 3"
              label={markLabel(label, (at - from) / (to - from)) as never}
            />
          ))}
          {limits.map(({ value, label, bad }) => (
            <ReferenceLine
              key={label}
              y={value}
              stroke={bad ? 'var(--slip-bad)' : 'var(--slip-unknown)'}
              strokeDasharray="6 4"
              ifOverflow="extendDomain"
              label={{
                value: label,
                position: 'insideBottomLeft',
                fontSize: 11,
                fill: bad ? 'var(--slip-bad)' : 'var(--slip-unknown)',
              }}
            />
          ))}
          <Tooltip
            isAnimationActive={false}
            content={({ payload }) => (
              <PointTip row={payload?.[0]?.payload as TimeRow | undefined} picture={picture} format={format} />
            )}
          />
          {hasBands &&
            series.map(({ key, look, steps }) => (
              <Area
                key={bandKey(key)}
                dataKey={bandKey(key)}
                type={steps ? 'stepAfter' : 'linear'}
                stroke="none"
                fill={look.color}
                fillOpacity={0.16}
                isAnimationActive={false}
                tooltipType="none"
              />
            ))}
          {series.map(({ key, look, steps }) => (
            <Line
              key={key}
              dataKey={key}
              type={steps ? 'stepAfter' : 'linear'}
              stroke={look.color}
              strokeWidth={2}
              {...(look.dash !== undefined && { strokeDasharray: look.dash })}
              dot={dotOf(look)}
              isAnimationActive={false}
            />
          ))}
          {series.map(({ key, look }) => (
            <Line
              key={openKey(key)}
              dataKey={openKey(key)}
              type="linear"
              stroke={look.color}
              strokeWidth={1.5}
              strokeDasharray="2 4"
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function PointTip({
  row,
  picture,
  format,
}: {
  row: TimeRow | undefined;
  picture: TimeSeriesPicture;
  format: (value: number) => string;
}): ReactNode {
  if (row === undefined) return null;
  const lines = picture.series.flatMap(({ key, label, look }) => {
    const value = row[key] ?? row[openKey(key)];
    return typeof value === 'number' ? [{ label, value: format(value), color: look.color }] : [];
  });
  return <Tip where={formatExact(new Date(row.at).toISOString())} lines={lines} />;
}
