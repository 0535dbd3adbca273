import type { Rollout, RolloutLook } from '@slipway/contracts';
import { useMemo, type ReactNode } from 'react';
import { TimeSeriesChart } from '../../../components/charts/lazy-charts.js';
import { formatNumber } from '../../../lib/format.js';
import { goalPicture } from '../prepare/goal-picture.js';

/** GoalChart draws how the intervals of an A/B test's candidates closed in; nothing before the first look. */
export function GoalChart({ rollout, looks }: { rollout: Rollout; looks: readonly RolloutLook[] }): ReactNode {
  const picture = useMemo(() => goalPicture(rollout, looks), [rollout, looks]);
  if (!looks.some(({ arms }) => arms.some(({ estimate }) => estimate !== null))) return null;
  return (
    <TimeSeriesChart
      title={`Change against v${rollout.fromVersion}`}
      unit="mean of the goal, with intervals that hold at all looks"
      picture={picture}
      format={(change) => formatNumber(change, 3)}
      limits={[{ value: 0, label: 'as good as stable' }]}
      sync="rollout"
    />
  );
}
