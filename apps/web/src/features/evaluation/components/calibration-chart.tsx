import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  CartesianGrid,
  ErrorBar,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatNumber } from '../../../lib/format.js';
import type { CalibrationPoint } from '../prepare/curves.js';
import styles from './curve-chart.module.css';

/** CalibrationChart compares predicted with observed shares; small bins are hollow, bars are 95 % Wilson intervals. */
export function CalibrationChart({
  points,
  error,
}: {
  points: readonly CalibrationPoint[];
  error: number | null;
}): ReactNode {
  const sentence = `Calibration error ${formatNumber(error, 4)} over ${points.length} bins; hollow bins hold fewer than 30 rows, bars are 95 % intervals.`;
  return (
    <figure className={styles.figure}>
      <div role="img" aria-label={sentence}>
        <ResponsiveContainer width="100%" height={280}>
          <LineChart data={[...points]} margin={{ top: 8, right: 12, bottom: 18, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--slip-grid)" />
            <XAxis
              dataKey="predicted"
              type="number"
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tick={{ fontSize: 12 }}
              stroke="var(--slip-unknown)"
              label={{
                value: 'predicted share',
                position: 'insideBottom',
                offset: -12,
                fontSize: 12,
                fill: 'var(--slip-unknown)',
              }}
            />
            <YAxis
              dataKey="observed"
              type="number"
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tick={{ fontSize: 12 }}
              width={58}
              stroke="var(--slip-unknown)"
              label={{
                value: 'observed share',
                angle: -90,
                position: 'insideLeft',
                offset: 4,
                dy: 30,
                fontSize: 12,
                fill: 'var(--slip-unknown)',
              }}
            />
            <ReferenceLine
              segment={[
                { x: 0, y: 0 },
                { x: 1, y: 1 },
              ]}
              stroke="var(--slip-unknown)"
              strokeDasharray="4 4"
            />
            <Tooltip
              cursor={false}
              content={({ payload }) => <BinText point={payload[0]?.payload as CalibrationPoint | undefined} />}
            />
            <Line
              dataKey="observed"
              type="linear"
              stroke="var(--slip-stable)"
              strokeWidth={1.5}
              isAnimationActive={false}
              dot={({ key, cx, cy, payload }) => (
                <BinDot key={key} cx={cx} cy={cy} payload={payload as CalibrationPoint} />
              )}
            >
              <ErrorBar dataKey="band" stroke="var(--slip-stable)" width={4} />
            </Line>
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

function BinDot({
  cx,
  cy,
  payload,
}: {
  cx?: number | undefined;
  cy?: number | undefined;
  payload: CalibrationPoint;
}): ReactNode {
  return (
    <circle
      cx={cx}
      cy={cy}
      r={4}
      stroke="var(--slip-stable)"
      strokeWidth={1.5}
      fill={payload.few ? 'var(--slip-panel)' : 'var(--slip-stable)'}
    />
  );
}

function BinText({ point }: { point: CalibrationPoint | undefined }): ReactNode {
  if (point === undefined) return null;
  return (
    <div className={styles.tip}>
      predicted {formatNumber(point.predicted)}
      <br />
      observed {formatNumber(point.observed)} (n {formatNumber(point.count)})
    </div>
  );
}
