import type { ReactNode } from 'react';
import { ErrorBar, Line } from 'recharts';
import { formatNumber } from '../../../lib/format.js';
import type { CalibrationPoint } from '../prepare/curves.js';
import { UnitSquare } from '../../../components/charts/unit-square.js';

/** CalibrationChart compares predicted with observed shares; small bins are hollow, bars are 95 % Wilson intervals. */
export function CalibrationChart({
  points,
  champion,
  error,
}: {
  points: readonly CalibrationPoint[];
  champion: readonly { predicted: number; observed: number }[];
  error: number | null;
}): ReactNode {
  const beside = champion.length === 0 ? '' : ' Dashed: the champion on the same rows.';
  return (
    <UnitSquare
      sentence={`Expected calibration error (ECE) ${formatNumber(error, 4)} over ${points.length} bins; hollow bins hold fewer than 30 rows, bars are 95 % intervals.${beside}`}
      points={points}
      x={{ key: 'predicted', label: 'predicted share' }}
      y={{ key: 'observed', label: 'observed share' }}
      chance="diagonal"
      tip={({ predicted, observed, count }) => (
        <>
          predicted {formatNumber(predicted)}
          <br />
          observed {formatNumber(observed)} (n {formatNumber(count)})
        </>
      )}
    >
      <Line
        data={[...champion]}
        dataKey="observed"
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
        dataKey="observed"
        type="linear"
        stroke="var(--slip-stable)"
        strokeWidth={1.5}
        isAnimationActive={false}
        dot={({ key, cx, cy, payload }) => <BinDot key={key} cx={cx} cy={cy} payload={payload as CalibrationPoint} />}
      >
        <ErrorBar dataKey="band" stroke="var(--slip-stable)" width={4} isAnimationActive={false} />
      </Line>
    </UnitSquare>
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
