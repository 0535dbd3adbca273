import type { FeatureDrift } from '@slipway/contracts';

/** worstFirst orders features as the heatmap does: the prediction's parts, then by change x importance; what was never measured counts as 1. */
export const worstFirst = (features: readonly FeatureDrift[]): FeatureDrift[] =>
  features.toSorted((a, b) => Number(b.isPrediction) - Number(a.isPrediction) || weightOf(b) - weightOf(a));

const weightOf = ({ effect, importance }: FeatureDrift): number => (effect ?? 0) * (importance ?? 1);
