import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatPercent } from '../../lib/format.js';

/** ShareBar is one bar pair: what share of reference and of current rows falls here. */
export interface ShareBar {
  label: string;
  reference: number;
  current: number;
}

/** ShareBars draws the histogram pair of a feature as shares that each sum to one. */
export function ShareBars({ bars, sentence }: { bars: readonly ShareBar[]; sentence: string }): ReactNode {
  return (
    <>
      <div role="img" aria-label={sentence}>
        <ResponsiveContainer width="100%" height={260}>
          <BarChart
            data={[...bars]}
            margin={{ top: 12, right: 16, bottom: 0, left: 0 }}
            accessibilityLayer={false}
            barGap={0}
          >
            <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
            <XAxis
              dataKey="label"
              interval="preserveStartEnd"
              minTickGap={24}
              stroke="var(--slip-unknown)"
              tick={{ fontSize: 11 }}
            />
            <YAxis
              width={56}
              stroke="var(--slip-unknown)"
              tick={{ fontSize: 12 }}
              tickFormatter={(value: number) => formatPercent(value)}
            />
            <Tooltip
              formatter={(value) => formatPercent(Number(value))}
              contentStyle={{ background: 'var(--slip-panel)', border: '1px solid var(--slip-border)', fontSize: 12 }}
            />
            <Legend wrapperStyle={{ fontSize: 12 }} />
            <Bar dataKey="reference" name="Reference" fill="var(--slip-reference, #9aa0a6)" isAnimationActive={false} />
            <Bar dataKey="current" name="Current" fill="var(--slip-stable)" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <Text size="xs" c="dimmed">
        {sentence}
      </Text>
    </>
  );
}
