import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CartesianGrid, ComposedChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatNumber } from '../../lib/format.js';
import styles from './unit-square.module.css';

/** UnitSquareProps: `x` and `y` name the fields of a point; `chance` is the line of a model that knows nothing; `tip` says a point in words. */
export interface UnitSquareProps<Point> {
  sentence: string;
  points: readonly Point[];
  x: { key: keyof Point & string; label: string };
  y: { key: keyof Point & string; label: string };
  chance: 'diagonal' | number;
  tip: (point: Point) => ReactNode;
  children: ReactNode;
}

const dashed = { stroke: 'var(--slip-unknown)', strokeDasharray: '4 4' } as const;
const axis = {
  type: 'number',
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  tickFormatter: (value: number) => formatNumber(value, 2),
  tick: { fontSize: 12 },
  stroke: 'var(--slip-unknown)',
} as const;
const label = { fontSize: 12, fill: 'var(--slip-unknown)' } as const;

/** UnitSquare is a chart whose axes both run from 0 to 1, with chance dashed; what is drawn in it are its children. */
export function UnitSquare<Point>({
  sentence,
  points,
  x,
  y,
  chance,
  tip,
  children,
}: UnitSquareProps<Point>): ReactNode {
  return (
    <figure className={styles.figure}>
      <div role="img" aria-label={sentence}>
        <ResponsiveContainer width="100%" height={280}>
          <ComposedChart
            data={[...points]}
            margin={{ top: 8, right: 12, bottom: 18, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid stroke="var(--slip-grid)" />
            <XAxis
              {...axis}
              dataKey={(point: Point) => point[x.key]}
              label={{ ...label, value: x.label, position: 'insideBottom', offset: -12 }}
            />
            <YAxis
              {...axis}
              dataKey={(point: Point) => point[y.key]}
              width={58}
              label={{ ...label, value: y.label, angle: -90, position: 'insideLeft', offset: 4, dy: 30 }}
            />
            {chance === 'diagonal' ? (
              <ReferenceLine segment={DIAGONAL} {...dashed} />
            ) : (
              <ReferenceLine y={chance} {...dashed} />
            )}
            <Tooltip
              cursor={false}
              content={({ payload }) => {
                const point = payload[0]?.payload as Point | undefined;
                return point === undefined ? null : <div className={styles.tip}>{tip(point)}</div>;
              }}
            />
            {children}
          </ComposedChart>
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

const DIAGONAL = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
] as const;
