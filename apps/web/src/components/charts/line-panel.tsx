import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

/** PanelLine is one line of a panel: the field that it draws, its name, its colour and its shape. */
export interface PanelLine {
  key: string;
  name: string;
  color: string;
  step?: boolean;
  dashed?: boolean;
}

/** PanelBand is a stretch of y at each point: the field that holds [low, high] or null, its name and its colour. */
export type PanelBand = Pick<PanelLine, 'key' | 'name' | 'color'>;

/** LinePanelProps: points in the order of x; a missing value is a gap, never zero. `sentence` says what the chart shows. */
export interface LinePanelProps {
  points: readonly object[];
  x: string;
  lines: readonly PanelLine[];
  bands?: readonly PanelBand[];
  sentence: string;
  formatX: (value: never) => string;
  formatY: (value: number) => string;
  limit?: { value: number; label: string };
  log?: boolean;
  /** Whether y begins near the smallest value rather than at zero: for metrics, whose changes are small. */
  fit?: boolean;
  mark?: { x: number | string; label: string } | undefined;
  numericX?: boolean;
}

/** LinePanel draws lines over one x axis, with a limit line and a marked place where they are given. */
export function LinePanel({
  points,
  x,
  lines,
  bands = [],
  sentence,
  formatX,
  formatY,
  limit,
  log = false,
  fit = false,
  mark,
  numericX = false,
}: LinePanelProps): ReactNode {
  if (points.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {sentence}
      </Text>
    );
  return (
    <>
      <div role="img" aria-label={sentence}>
        <ResponsiveContainer width="100%" height={220}>
          <ComposedChart
            data={[...points]}
            margin={{ top: 12, right: 16, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
            <XAxis
              dataKey={x}
              type={numericX ? 'number' : 'category'}
              domain={numericX ? ['dataMin', 'dataMax'] : [0, 'auto']}
              tickFormatter={formatX as (value: unknown) => string}
              minTickGap={48}
              stroke="var(--slip-unknown)"
              tick={{ fontSize: 12 }}
            />
            <YAxis
              scale={log ? 'log' : 'auto'}
              domain={log ? [0.001, 'auto'] : [fit ? 'auto' : 0, 'auto']}
              allowDataOverflow={log}
              width={60}
              stroke="var(--slip-unknown)"
              tick={{ fontSize: 12 }}
              tickFormatter={formatY}
            />
            {limit !== undefined && (
              <ReferenceLine
                ifOverflow="extendDomain"
                y={limit.value}
                stroke="var(--slip-bad)"
                strokeDasharray="5 4"
                label={{
                  value: limit.label,
                  position: isLowest(limit.value, points, lines) ? 'insideBottomLeft' : 'insideTopLeft',
                  fontSize: 12,
                  fill: 'var(--slip-bad)',
                }}
              />
            )}
            {mark !== undefined && (
              <ReferenceLine
                x={mark.x}
                stroke="var(--slip-unknown)"
                strokeDasharray="3 3"
                label={{ value: mark.label, position: 'insideTopRight', fontSize: 12, fill: 'var(--slip-unknown)' }}
              />
            )}
            <Tooltip
              formatter={(value) =>
                (Array.isArray(value) ? value.map(Number) : [Number(value)]).map(formatY).join(' to ')
              }
              labelFormatter={(value) => formatX(value as never)}
              contentStyle={{ background: 'var(--slip-panel)', border: '1px solid var(--slip-border)', fontSize: 12 }}
            />
            <Legend wrapperStyle={{ fontSize: 12 }} />
            {bands.map(({ key, name, color }) => (
              <Area
                key={key}
                dataKey={key}
                name={name}
                stroke="none"
                fill={color}
                fillOpacity={0.15}
                isAnimationActive={false}
                legendType="square"
              />
            ))}
            {lines.map(({ key, name, color, step, dashed }) => (
              <Line
                key={key}
                dataKey={key}
                name={name}
                type={step ? 'stepAfter' : 'linear'}
                stroke={color}
                strokeWidth={2}
                strokeDasharray={dashed ? '5 4' : '0'}
                dot={points.length < 3}
                isAnimationActive={false}
              />
            ))}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <Text size="xs" c="dimmed">
        {sentence}
      </Text>
    </>
  );
}

/** At the lower end of the chart the words of a limit stand above it, elsewhere below: the axis and the border stay free. */
function isLowest(limit: number, points: readonly object[], lines: readonly PanelLine[]): boolean {
  return points.every((point) => {
    const values = new Map<string, unknown>(Object.entries(point));
    return lines.every(({ key }) => Number(values.get(key) ?? Infinity) >= limit);
  });
}
