import type { OptimizationPoint } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartFrame } from '../../../components/charts/chart-frame.js';
import { axisLook, chartMargin, Tip } from '../../../components/charts/chart-parts.js';
import { formatCompact, formatMs, formatNumber } from '../../../lib/format.js';
import { settingWord, sweepLines, type SweepDot, type SweepLine } from '../prepare/sweep.js';

const HEIGHT = 260;
/** No dot and no ring is cut by an axis. */
const DOT_ROOM = { left: 12, right: 12 };
const looks: Readonly<Record<SweepLine['kind'], { label: string; color: string; dash: string }>> = {
  plain: { label: 'one process', color: 'var(--slip-stable)', dash: '0' },
  joined: { label: 'joined runs', color: 'var(--slip-candidate)', dash: '2 3' },
  parallel: { label: 'more processes or threads', color: 'var(--slip-shadow)', dash: '6 4' },
};

/** SweepChart draws latency against throughput, a line for each setting from few callers to many; the advised point is ringed. */
export function SweepChart({
  points,
  advised,
  sentence,
}: {
  points: readonly OptimizationPoint[];
  advised: OptimizationPoint | null;
  sentence: string;
}): ReactNode {
  const lines = sweepLines(points);
  const rows = points.map((point) => {
    const { callers, rowsPerSecond, p50Ms, p95Ms, p99Ms, failed } = point;
    return [settingWord(point), callers, rowsPerSecond, p50Ms, p95Ms, p99Ms, failed];
  });
  const ringed = advised?.p95Ms == null ? [] : [{ ...advised, name: settingWord(advised) }];
  return (
    <ChartFrame
      title="Latency against throughput"
      unit="p95, rows a second"
      sentence={sentence}
      table={{ columns: ['setting', 'callers', 'rows/s', 'p50 ms', 'p95 ms', 'p99 ms', 'failed'], rows }}
      height={HEIGHT}
      legend={Object.values(looks).map(({ label, color, dash }) => ({ label, look: { color, dash, dots: true } }))}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ScatterChart margin={chartMargin}>
          <CartesianGrid stroke="var(--slip-grid)" />
          <XAxis
            {...axisLook}
            type="number"
            dataKey="rowsPerSecond"
            scale="log"
            domain={['auto', 'auto']}
            padding={DOT_ROOM}
            tickFormatter={formatCompact}
          />
          <YAxis
            {...axisLook}
            type="number"
            dataKey="p95Ms"
            scale="log"
            domain={['auto', 'auto']}
            width={64}
            padding={{ top: DOT_ROOM.left, bottom: DOT_ROOM.left }}
            tickFormatter={formatMs}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ payload }) => <DotTip dot={payload[0]?.payload as SweepDot | undefined} />}
          />
          {lines.map(({ name, kind, dots }) => (
            <Scatter
              key={name}
              data={dots}
              fill={looks[kind].color}
              line={{ stroke: looks[kind].color, strokeDasharray: looks[kind].dash }}
              isAnimationActive={false}
            />
          ))}
          <Scatter data={ringed} shape={Ring} isAnimationActive={false} />
        </ScatterChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function Ring({ cx = 0, cy = 0 }: { cx?: number; cy?: number }): ReactNode {
  return <circle cx={cx} cy={cy} r={9} fill="none" stroke="currentColor" strokeWidth={2} />;
}

function DotTip({ dot }: { dot: SweepDot | undefined }): ReactNode {
  if (dot === undefined) return null;
  const color = 'var(--slip-stable)';
  return (
    <Tip
      where={`${dot.name}, ${dot.callers} callers`}
      lines={[
        { label: 'rows a second', value: formatNumber(dot.rowsPerSecond), color },
        { label: 'p95', value: formatMs(dot.p95Ms), color },
      ]}
    />
  );
}
