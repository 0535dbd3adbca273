import { Skeleton } from '@mantine/core';
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';

const height = 210;

/** Charts are loaded when the first one is shown: tables and words do not wait for them. */
function deferred<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): (props: Props) => ReactNode {
  const Chart = lazy(load) as unknown as ComponentType<Props>;
  return (props) => (
    <Suspense fallback={<Skeleton height={height} />}>
      <Chart {...props} />
    </Suspense>
  );
}

/** TimeSeriesChart draws lines over time. */
export const TimeSeriesChart = deferred(() => import('./time-series-chart.js'));
/** EValueChart draws evidence on a log axis. */
export const EValueChart = deferred(() => import('./e-value-chart.js'));
/** EcdfChart draws two empirical distributions with D. */
export const EcdfChart = deferred(() => import('./ecdf-chart.js'));
/** HistogramChart draws two histograms over the same cells. */
export const HistogramChart = deferred(() => import('./histogram-chart.js'));
/** HeatmapChart draws effect by feature and window. */
export const HeatmapChart = deferred(() => import('./heatmap-chart.js'));
