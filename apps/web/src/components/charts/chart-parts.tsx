import type { Key, ReactElement, ReactNode } from 'react';
import styles from './chart-frame.module.css';
import type { SeriesLook } from './prepare/series-look.js';

/** axisLook is how every axis is written. */
export const axisLook = {
  stroke: 'var(--slip-unknown)',
  tick: { fontSize: 12, fill: 'var(--slip-unknown)' },
  tickLine: false,
} as const;

/** chartMargin leaves room for the labels of marks above the plot. */
export const chartMargin = { top: 16, right: 16, bottom: 0, left: 0 } as const;

/** Tip is what stands beside the crosshair: where, then one line a series. */
export function Tip({
  where,
  lines,
}: {
  where: string;
  lines: readonly { label: string; value: string; color: string }[];
}): ReactNode {
  return (
    <div className={styles.tip}>
      <b>{where}</b>
      {lines.map(({ label, value, color }) => (
        <div key={label}>
          <span style={{ color }}>■</span> {label} <b>{value}</b>
        </div>
      ))}
    </div>
  );
}

interface DotProps {
  key?: Key | null;
  cx?: number;
  cy?: number | null;
  index?: number;
  points?: readonly { y?: number | null }[];
}

/** dotOf draws the dots of a candidate, and a point between two gaps, which a line alone would not show. */
export function dotOf(look: SeriesLook): (props: DotProps) => ReactElement {
  return ({ key, cx, cy, index = 0, points = [] }) => {
    const alone = (points[index - 1]?.y ?? null) === null && (points[index + 1]?.y ?? null) === null;
    const sparse = points.length <= 60;
    if (cy === null || cy === undefined || !(alone || (look.dots && sparse))) return <g key={key} />;
    return <circle key={key} cx={cx} cy={cy} r={alone ? 2 : 2.5} fill={look.color} />;
  };
}

const NEAR_START = 0.1;
const NEAR_END = 0.8;

/** markLabel writes what a mark means above its line; near an edge of the plot, where `share` is 0 or 1, the words run inwards. */
export function markLabel(
  text: string,
  share: number,
): (props: { viewBox?: { x?: number; y?: number } }) => ReactElement {
  const anchor = share > NEAR_END ? 'end' : share < NEAR_START ? 'start' : 'middle';
  return ({ viewBox: { x = 0, y = 0 } = {} }) => (
    <text x={x} y={y - 4} textAnchor={anchor} fontSize={11} fill="var(--slip-unknown)">
      {text}
    </text>
  );
}
