import type { ReactNode } from 'react';
import { Line, ReferenceDot } from 'recharts';
import { formatNumber } from '../../../lib/format.js';
import { UnitSquare } from './unit-square.js';

/** CurveChartProps: both axes run from 0 to 1; `chance` is the line of a model that knows nothing. */
export interface CurveChartProps {
  sentence: string;
  xLabel: string;
  yLabel: string;
  points: readonly { x: number; y: number }[];
  chance: 'diagonal' | number;
  operating: { x: number; y: number } | null;
}

/** CurveChart draws a curve on the unit square, with chance dashed and the operating point marked. */
export function CurveChart({ sentence, xLabel, yLabel, points, chance, operating }: CurveChartProps): ReactNode {
  return (
    <UnitSquare
      sentence={sentence}
      points={points}
      x={{ key: 'x', label: xLabel }}
      y={{ key: 'y', label: yLabel }}
      chance={chance}
      tip={({ x, y }) => (
        <>
          {xLabel} {formatNumber(x)}
          <br />
          {yLabel} {formatNumber(y)}
        </>
      )}
    >
      <Line
        dataKey="y"
        type="linear"
        stroke="var(--slip-stable)"
        strokeWidth={2}
        dot={false}
        isAnimationActive={false}
      />
      {operating !== null && (
        <ReferenceDot x={operating.x} y={operating.y} r={5} fill="var(--slip-candidate)" stroke="var(--slip-panel)" />
      )}
    </UnitSquare>
  );
}
