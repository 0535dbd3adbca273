import type { ReactNode } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatExact } from '../../lib/format.js';
import { ChartFrame } from './chart-frame.js';
import { axisLook, chartMargin, Tip } from './chart-parts.js';
import { formatE, formatPowerOfTen, type EValuePicture } from './prepare/e-values.js';
import { timeLabel } from './prepare/time-axis.js';

/** EValueChart draws the evidence on a log axis with its limit; 1 says nothing. */
export default function EValueChart({
  title,
  picture,
  height = 180,
  sync,
}: {
  title: string;
  picture: EValuePicture;
  height?: number;
  sync?: string;
}): ReactNode {
  const { rows, from, to, ticks, domain, yTicks, limit, sentence, table } = picture;
  return (
    <ChartFrame title={title} unit="e-value, log axis" sentence={sentence} table={table} height={height}>
      <ResponsiveContainer width="100%" height={height}>
        <LineChart
          data={[...rows]}
          margin={chartMargin}
          {...(sync !== undefined && { syncId: sync, syncMethod: 'value' as const })}
          aria-label={sentence}
        >
          <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
          <XAxis
            {...axisLook}
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={[...ticks]}
            tickFormatter={(at: number) => timeLabel(at, to - from)}
          />
          <YAxis
            {...axisLook}
            width={58}
            type="number"
            domain={[...domain]}
            ticks={[...yTicks]}
            tickFormatter={formatPowerOfTen}
            axisLine={false}
            allowDataOverflow
          />
          <ReferenceLine
            y={0}
            stroke="var(--slip-unknown)"
            strokeDasharray="2 3"
            label={{ value: 'no evidence', position: 'insideBottomLeft', fontSize: 11, fill: 'var(--slip-unknown)' }}
          />
          <ReferenceLine
            y={limit.log}
            stroke="var(--mantine-color-text)"
            strokeDasharray="6 4"
            label={{
              value: limit.label,
              position: 'insideBottomLeft',
              fontSize: 11,
              fill: 'var(--mantine-color-text)',
            }}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ payload }) => (
              <EvidenceTip row={payload?.[0]?.payload as EValuePicture['rows'][number] | undefined} />
            )}
          />
          <Line
            dataKey="highest"
            type="stepAfter"
            stroke="var(--slip-reference)"
            strokeWidth={1}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          <Line
            dataKey="log"
            type="linear"
            stroke="var(--slip-candidate)"
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function EvidenceTip({ row }: { row: EValuePicture['rows'][number] | undefined }): ReactNode {
  if (row === undefined) return null;
  return (
    <Tip
      where={formatExact(new Date(row.at).toISOString())}
      lines={[
        {
          label: row.clipped ? 'e-value (beyond the axis)' : 'e-value',
          value: formatE(row.e),
          color: 'var(--slip-candidate)',
        },
      ]}
    />
  );
}
