import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatNumber } from '../../../lib/format.js';
import styles from './curve-chart.module.css';

/** CurveChartProps: both axes run from 0 to 1; `chance` is the line of a model that knows nothing. */
export interface CurveChartProps {
  sentence: string;
  xLabel: string;
  yLabel: string;
  points: readonly { x: number; y: number }[];
  chance: 'diagonal' | number;
  operating: { x: number; y: number } | null;
}

const tick = { fontSize: 12 };
const format = (value: number): string => formatNumber(value, 2);

/** CurveChart draws a curve on the unit square, with chance dashed and the operating point marked. */
export function CurveChart({ sentence, xLabel, yLabel, points, chance, operating }: CurveChartProps): ReactNode {
  return (
    <figure className={styles.figure}>
      <div role="img" aria-label={sentence}>
        <ResponsiveContainer width="100%" height={280}>
          <LineChart data={[...points]} margin={{ top: 8, right: 12, bottom: 18, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--slip-grid)" />
            <XAxis
              dataKey="x"
              type="number"
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tickFormatter={format}
              tick={tick}
              stroke="var(--slip-unknown)"
              label={{
                value: xLabel,
                position: 'insideBottom',
                offset: -12,
                fontSize: 12,
                fill: 'var(--slip-unknown)',
              }}
            />
            <YAxis
              dataKey="y"
              type="number"
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tickFormatter={format}
              tick={tick}
              width={58}
              stroke="var(--slip-unknown)"
              label={{
                value: yLabel,
                angle: -90,
                position: 'insideLeft',
                offset: 4,
                dy: 30,
                fontSize: 12,
                fill: 'var(--slip-unknown)',
              }}
            />
            {chance === 'diagonal' ? (
              <ReferenceLine
                segment={[
                  { x: 0, y: 0 },
                  { x: 1, y: 1 },
                ]}
                stroke="var(--slip-unknown)"
                strokeDasharray="4 4"
              />
            ) : (
              <ReferenceLine y={chance} stroke="var(--slip-unknown)" strokeDasharray="4 4" />
            )}
            <Tooltip
              cursor={false}
              content={({ payload }) => (
                <PointText
                  point={payload[0]?.payload as { x: number; y: number } | undefined}
                  xLabel={xLabel}
                  yLabel={yLabel}
                />
              )}
            />
            <Line
              dataKey="y"
              type="linear"
              stroke="var(--slip-stable)"
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
            {operating !== null && (
              <ReferenceDot
                x={operating.x}
                y={operating.y}
                r={5}
                fill="var(--slip-candidate)"
                stroke="var(--slip-panel)"
              />
            )}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <figcaption>
        <Text size="xs" c="dimmed">
          {sentence}
        </Text>
      </figcaption>
    </figure>
  );
}

function PointText({
  point,
  xLabel,
  yLabel,
}: {
  point: { x: number; y: number } | undefined;
  xLabel: string;
  yLabel: string;
}): ReactNode {
  if (point === undefined) return null;
  return (
    <div className={styles.tip}>
      {xLabel} {formatNumber(point.x)}
      <br />
      {yLabel} {formatNumber(point.y)}
    </div>
  );
}
