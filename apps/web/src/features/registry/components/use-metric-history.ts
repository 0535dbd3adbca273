import { evaluationEndpoints, registryEndpoints, registryHistoryEndpoints, type Evaluation } from '@slipway/contracts';
import { useMemo } from 'react';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { promotionsOf } from '../prepare/alias-timeline.js';
import { metricHistory, type MetricSeries } from '../prepare/metric-history.js';

/** How many of the newest versions a chart over versions draws. */
const CHARTED = 100;

/** MetricHistory is every metric over the newest versions of a model, which of them is chosen (in the address), and when each version became champion. */
export interface MetricHistory {
  series: MetricSeries | undefined;
  keys: readonly string[];
  choose: (key: string) => void;
  promotions: ReadonlyMap<number, readonly string[]>;
  /** How many of the newest versions these are; null for all. */
  newestOnly: number | null;
  evaluations: { items: readonly Evaluation[]; areAll: boolean };
}

/** useMetricHistory asks for versions, evaluations and alias periods of a model. */
export function useMetricHistory(model: string): MetricHistory {
  const [key, choose] = useUrlState<string>('metric', '');
  const newest = useCall(registryEndpoints.listVersions, { params: { name: model }, query: { limit: CHARTED } });
  const evaluations = useCall(evaluationEndpoints.listEvaluations, { query: { model, limit: 200 } });
  const periods = useCall(registryHistoryEndpoints.listAliasPeriods, {
    params: { name: model },
    query: { limit: 500 },
  });
  const history = useMemo(
    () => metricHistory(newest.data?.items ?? [], evaluations.data?.items ?? []),
    [newest.data, evaluations.data],
  );
  const promotions = useMemo(() => promotionsOf(periods.data?.items ?? []), [periods.data]);
  return {
    series: history.find((each) => each.key === key) ?? history[0],
    keys: history.map((each) => each.key),
    choose,
    promotions,
    newestOnly: newest.data?.nextCursor == null ? null : CHARTED,
    evaluations: { items: evaluations.data?.items ?? [], areAll: evaluations.data?.nextCursor === null },
  };
}
