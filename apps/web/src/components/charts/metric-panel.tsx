import { runsEndpoints, type MetricSeries, type Run } from '@slipway/contracts';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartFrame } from './chart-frame.js';
import { axisLook, chartMargin, Tip } from './chart-parts.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { call } from '../../lib/api.js';
import { formatNumber } from '../../lib/format.js';
import { keyOf } from '../../lib/queries.js';
import { metricPicture } from './prepare/metric-lines.js';
import { lineLook } from './prepare/line-look.js';

const POINTS = 400;
const REFRESH_MS = 5000;
const HEIGHT = 200;

/** MetricPanel draws one metric over its steps for one run or several; the server thins it without losing an extreme. */
export function MetricPanel({ metric, runs }: { metric: string; runs: readonly Run[] }): ReactNode {
  const answers = useQueries({
    queries: runs.map((run) => {
      const args = { params: { id: run.id }, query: { key: metric, points: POINTS } };
      return {
        queryKey: keyOf(runsEndpoints.getMetricSeries, args),
        queryFn: (): Promise<MetricSeries> => call(runsEndpoints.getMetricSeries, args),
        refetchInterval: run.status === 'RUNNING' ? REFRESH_MS : (false as const),
      };
    }),
  });
  const failed = answers.find(({ error }) => error !== null);
  if (failed !== undefined) return <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />;
  const picture = metricPicture(
    metric,
    runs.map(({ name }, index) => ({ name, series: answers[index]?.data ?? { key: metric, points: [] } })),
  );
  const lines = runs.map(({ name }, index) => ({ label: name, look: lineLook(index) }));
  return (
    <ChartFrame
      title={metric}
      unit="by step"
      sentence={picture.sentence}
      table={picture.table}
      height={HEIGHT}
      legend={lines.length > 1 ? lines : []}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart
          data={picture.rows}
          margin={chartMargin}
          syncId="steps"
          syncMethod="value"
          aria-label={picture.sentence}
        >
          <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
          <XAxis {...axisLook} dataKey="step" type="number" domain={['dataMin', 'dataMax']} />
          <YAxis
            {...axisLook}
            width={58}
            domain={['auto', 'auto']}
            axisLine={false}
            tickFormatter={(value: number) => formatNumber(value, 4)}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ label, payload }) => (
              <Tip
                where={`step ${String(label)}`}
                lines={payload.map(({ name, value, color }) => ({
                  label: String(name),
                  value: formatNumber(Number(value), 5),
                  color: color ?? 'inherit',
                }))}
              />
            )}
          />
          {lines.map(({ label, look }, index) => (
            <Line
              key={runs[index]?.id}
              dataKey={`line${index}`}
              name={label}
              type="linear"
              stroke={look.color}
              strokeWidth={1.75}
              strokeDasharray={look.dash ?? '0'}
              dot={picture.rows.length < 3}
              connectNulls={runs.length > 1}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
