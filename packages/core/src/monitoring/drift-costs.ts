import type { DriftCost, FeatureDrift, MonitorMetric, PerformanceMetric } from '@slipway/contracts';
import { rankCorrelation } from '@slipway/stats';
import { smallerIsBetter } from './metrics-of.js';

/** DriftedWindow is what drift monitors know of a window, by its begin. */
export interface DriftedWindow {
  from: number;
  features: readonly FeatureDrift[];
}

/** MeasuredWindow is what monitors of performance know of one. */
export interface MeasuredWindow {
  from: number;
  metrics: readonly MonitorMetric[];
}

/**
 * driftCosts tells for each feature how its change and a metric went together over the windows that both monitors compared: the rank
 * correlation of the change with the loss, so that 1 means the more it changes, the worse. It is no proof of a cause. Clearest first.
 */
export function driftCosts(
  drifted: readonly DriftedWindow[],
  measured: readonly MeasuredWindow[],
  monitor: string,
  metric: PerformanceMetric,
): DriftCost[] {
  const valueAt = new Map(
    measured.map(({ from, metrics }) => [from, metrics.find(({ name }) => name === metric)?.value] as const),
  );
  const direction = smallerIsBetter(metric) ? 1 : -1;
  const features = [...new Set(drifted.flatMap(({ features: all }) => all.map(({ feature }) => feature)))];
  return features
    .flatMap((feature): DriftCost[] => {
      const pairs = drifted.flatMap(({ from, features: all }) => {
        const effect = all.find((one) => one.feature === feature)?.effect ?? null;
        const value = valueAt.get(from);
        return effect === null || value === undefined ? [] : [{ effect, loss: direction * value }];
      });
      const found = rankCorrelation(
        pairs.map(({ effect }) => effect),
        pairs.map(({ loss }) => loss),
      );
      if (found === null) return [];
      return [
        {
          feature,
          monitor,
          metric,
          windows: pairs.length,
          correlation: found.value,
          low: found.lower,
          high: found.upper,
        },
      ];
    })
    .sort((a, b) => b.low - a.low);
}
