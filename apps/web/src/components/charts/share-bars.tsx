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

/** ShareBars draws a histogram pair as shares that each sum to one, under the names of the two sides. */
export function ShareBars({
  bars,
  sentence,
  reference,
  current,
}: {
  bars: readonly ShareBar[];
  sentence: string;
  reference: string;
  current: string;
}): ReactNode {
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
            <Bar dataKey="reference" name={reference} fill="var(--slip-reference, #9aa0a6)" isAnimationActive={false} />
            <Bar dataKey="current" name={current} fill="var(--slip-stable)" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <Text size="xs" c="dimmed">
        {sentence}
      </Text>
    </>
  );
}
