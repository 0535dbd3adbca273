import type { Evaluation } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Area, Line, ReferenceDot } from 'recharts';
import { formatNumber } from '../../../lib/format.js';
import { UnitSquare } from '../../../components/charts/unit-square.js';

type Points = readonly { x: number; y: number }[];

/** CurveChartProps: both axes run from 0 to 1; `chance` is the line of a model that knows nothing. */
export interface CurveChartProps {
  sentence: string;
  xLabel: string;
  yLabel: string;
  points: Points;
  band: NonNullable<NonNullable<Evaluation['curves']>['bands']>['roc'];
  champion: Points;
  chance: 'diagonal' | number;
  operating: { x: number; y: number } | null;
}

/** CurveChart draws a curve on the unit square with its band and the champion's curve, chance dashed and the operating point marked. */
export function CurveChart(props: CurveChartProps): ReactNode {
  const { sentence, xLabel, yLabel, points, band, champion, chance, operating } = props;
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
      <Area
        data={band.map(({ x, low, high }) => ({ x, range: [low, high] }))}
        dataKey="range"
        type="linear"
        stroke="none"
        fill="var(--slip-stable)"
        fillOpacity={0.18}
        activeDot={false}
        tooltipType="none"
        isAnimationActive={false}
      />
      <Line
        data={[...champion]}
        dataKey="y"
        type="linear"
        stroke="var(--slip-candidate)"
        strokeWidth={1.5}
        strokeDasharray="6 3"
        dot={false}
        activeDot={false}
        tooltipType="none"
        isAnimationActive={false}
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
        <ReferenceDot x={operating.x} y={operating.y} r={5} fill="var(--slip-unknown)" stroke="var(--slip-panel)" />
      )}
    </UnitSquare>
  );
}
