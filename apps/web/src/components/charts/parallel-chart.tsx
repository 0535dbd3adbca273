import type { ReactNode } from 'react';
import { ChartFrame } from './chart-frame.js';
import { countOf, middleCut } from '../../lib/format.js';
import { lineLook } from './prepare/line-look.js';
import { parallelAxes, type ParallelAxis } from './prepare/parallel-axes.js';
import { comparedValue, valueText, type Compared, type ValueKey } from './prepare/compared-values.js';

const HEIGHT = 260;
const GAP = 130;
const TOP = 34;
const BOTTOM = 206;
const MISSING = 236;

/** ParallelChart draws each run or version (`noun`) as a line across its parameters and metrics; what one lacks lies on a rail below. */
export function ParallelChart({
  things,
  keys,
  noun,
}: {
  things: readonly Compared[];
  keys: readonly ValueKey[];
  noun: string;
}): ReactNode {
  const axes = parallelAxes(things, keys);
  const width = Math.max(1, axes.length - 1) * GAP + 120;
  const table = {
    columns: [noun, ...axes.map(({ key }) => key.key)],
    rows: things.map((thing) => [thing.name, ...axes.map(({ key }) => valueText(comparedValue(thing, key)))]),
  };
  return (
    <ChartFrame
      title="Parallel coordinates"
      sentence={`${countOf(things.length, noun)} across ${countOf(axes.length, 'axis', 'axes')} of metrics and parameters; the lowest rail is “not known”.`}
      table={table}
      height={HEIGHT}
      legend={things.map(({ name }, index) => ({ label: name, look: lineLook(index) }))}
    >
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label="Parallel coordinates, scrollable">
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${countOf(things.length, noun)} across ${axes.length} axes`}
        >
          {axes.map((axis, index) => (
            <Axis key={axis.key.id} axis={axis} x={xOf(index)} />
          ))}
          {things.map(({ id, name }, index) => (
            <polyline
              key={id}
              points={axes.map(({ places }, axis) => `${xOf(axis)},${yOf(places[index] ?? null)}`).join(' ')}
              fill="none"
              stroke={lineLook(index).color}
              strokeDasharray={lineLook(index).dash}
              strokeWidth={2}
              opacity={0.85}
            >
              <title>{name}</title>
            </polyline>
          ))}
        </svg>
      </div>
    </ChartFrame>
  );
}

const xOf = (index: number): number => 60 + index * GAP;
const yOf = (place: number | null): number => (place === null ? MISSING : BOTTOM - place * (BOTTOM - TOP));

function Axis({ axis: { key, low, high }, x }: { axis: ParallelAxis; x: number }): ReactNode {
  const text = { fontSize: 11, textAnchor: 'middle', fill: 'var(--slip-unknown)' } as const;
  return (
    <g>
      <text {...text} x={x} y={11} fontWeight={600}>
        {middleCut(key.key, 18)}
        <title>{key.id}</title>
      </text>
      <text {...text} x={x} y={26}>
        {middleCut(high, 16)}
      </text>
      <line x1={x} x2={x} y1={TOP} y2={BOTTOM} stroke="var(--slip-border)" />
      <text {...text} x={x} y={BOTTOM + 14}>
        {middleCut(low, 16)}
      </text>
      <circle cx={x} cy={MISSING} r={2} fill="var(--slip-border)" />
    </g>
  );
}
