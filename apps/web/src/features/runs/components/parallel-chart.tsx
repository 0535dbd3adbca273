import type { Run } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { ChartFrame } from '../../../components/charts/chart-frame.js';
import { middleCut } from '../../../lib/format.js';
import { lineLook } from '../prepare/line-look.js';
import { parallelAxes, type ParallelAxis } from '../prepare/parallel-axes.js';
import { runValue, valueText, type RunKey } from '../prepare/run-values.js';

const HEIGHT = 260;
const GAP = 130;
const TOP = 34;
const BOTTOM = 206;
const MISSING = 236;

/** ParallelChart draws each run as a line across its parameters and metrics; what a run lacks lies on a rail below. */
export function ParallelChart({ runs, keys }: { runs: readonly Run[]; keys: readonly RunKey[] }): ReactNode {
  const axes = parallelAxes(runs, keys);
  const width = Math.max(1, axes.length - 1) * GAP + 120;
  const table = {
    columns: ['run', ...axes.map(({ key }) => key.key)],
    rows: runs.map((run) => [run.name, ...axes.map(({ key }) => valueText(runValue(run, key)))]),
  };
  return (
    <ChartFrame
      title="Parallel coordinates"
      sentence={`${runs.length} runs across ${axes.length} parameters and metrics; the lowest rail is “not logged”.`}
      table={table}
      height={HEIGHT}
      legend={runs.map(({ name }, index) => ({ label: name, look: lineLook(index) }))}
    >
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label="Parallel coordinates, scrollable">
        <svg width={width} height={HEIGHT} role="img" aria-label={`${runs.length} runs across ${axes.length} axes`}>
          {axes.map((axis, index) => (
            <Axis key={axis.key.id} axis={axis} x={xOf(index)} />
          ))}
          {runs.map((run, index) => (
            <polyline
              key={run.id}
              points={axes.map(({ places }, axis) => `${xOf(axis)},${yOf(places[index] ?? null)}`).join(' ')}
              fill="none"
              stroke={lineLook(index).color}
              strokeDasharray={lineLook(index).dash}
              strokeWidth={2}
              opacity={0.85}
            >
              <title>{run.name}</title>
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
