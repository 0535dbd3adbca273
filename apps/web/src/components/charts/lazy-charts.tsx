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
