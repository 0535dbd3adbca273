import type { MeasureEvidence, MetricCounts, RolloutCounts, RolloutPolicy, ScoreCounts } from '@slipway/contracts';
import { binnedDistance, meanDifference, pooled } from '@slipway/stats';
import { splitEvidence } from './evidence.js';
import { measureShare } from './guardrails.js';

/** Judged is what of a policy its measures are judged by. */
type Judged = Pick<RolloutPolicy, 'alpha' | 'guardrails' | 'metrics' | 'scores'>;

/**
 * measureEvidence judges what has intervals in the place of e-values: business metrics by the confidence sequence of a difference of means, and scores by
 * time-uniform bands around both distributions. Each interval ever misses with its share of alpha at most, so that wrong rollbacks of all guardrails
 * together stay within alpha; its other end is the proof of safety.
 */
export function measureEvidence(counts: Pick<RolloutCounts, 'metrics' | 'scores'>, policy: Judged): MeasureEvidence[] {
  const level = policy.alpha * measureShare(policy);
  const metrics = policy.metrics.map(({ name, better, margin }) => {
    const found = counts.metrics.find((one) => one.name === name) ?? { name, segments: [] };
    return verdictOf({ ...metricMeasure(found, level), better, limit: margin });
  });
  if (policy.scores === undefined) return metrics;
  const scores = scoreMeasure(counts.scores ?? { stable: [], candidate: [] }, level);
  return [...metrics, verdictOf({ ...scores, better: 'lower', limit: policy.scores.maxDistance })];
}

/** metricMeasure is the candidate's mean of one metric minus stable's, with the interval that ever misses with chance `level`. */
export function metricMeasure(
  { name, segments }: MetricCounts,
  level: number,
): Omit<MeasureEvidence, 'better' | 'limit' | 'verdict'> {
  const drawn = segments.filter(({ weight }) => weight > 0 && weight < 1);
  const split = splitEvidence(
    drawn.map(({ stable, candidate, ...rest }) => ({
      ...rest,
      stable: asUnits(stable),
      candidate: asUnits(candidate),
    })),
  );
  const interval = meanDifference(drawn, level);
  const side = (arm: 'stable' | 'candidate'): MeasureEvidence['stable'] => {
    const { units, mean } = pooled(drawn.map((segment) => segment[arm]));
    return { units, mean: units === 0 ? null : mean };
  };
  return {
    name,
    kind: 'metric',
    stable: side('stable'),
    candidate: side('candidate'),
    estimate: interval?.center ?? null,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    level,
    isEven: split.e < split.limit,
  };
}

const asUnits = ({ units }: { units: number }): { units: number; events: number } => ({ units, events: 0 });

function scoreMeasure(
  { stable, candidate }: ScoreCounts,
  level: number,
): Omit<MeasureEvidence, 'better' | 'limit' | 'verdict'> {
  const distance = binnedDistance(stable, candidate, level);
  return {
    name: 'scores',
    kind: 'scores',
    stable: binned(stable),
    candidate: binned(candidate),
    estimate: distance?.distance ?? null,
    lower: distance?.lower ?? null,
    upper: distance?.upper ?? null,
    level,
    isEven: true,
  };
}

function binned(counts: readonly number[]): MeasureEvidence['stable'] {
  const units = counts.reduce((sum, count) => sum + count, 0);
  const sum = counts.reduce((all, count, bin) => all + (count * (bin + 0.5)) / counts.length, 0);
  return { units, mean: units === 0 ? null : sum / units };
}

/** verdictOf judges a measure by its limit. What is worse counts downwards: a metric that should be low, and a distance, are turned around. */
export function verdictOf(measured: Omit<MeasureEvidence, 'verdict'>): MeasureEvidence {
  const { lower, upper, better, limit, candidate, isEven } = measured;
  if (candidate.units === 0) return { ...measured, verdict: 'no_data' };
  if (lower === null || upper === null || !isEven) return { ...measured, verdict: 'not_yet' };
  const [worst, best] = better === 'higher' ? [lower, upper] : [-upper, -lower];
  const verdict = best < -limit ? 'harmful' : worst > -limit ? 'safe' : 'not_yet';
  return { ...measured, verdict };
}
