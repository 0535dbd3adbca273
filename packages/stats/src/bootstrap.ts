/** BootstrapInterval is a percentile interval of a statistic over resamples, with the statistic of the sample itself. */
export interface BootstrapInterval {
  value: number;
  lower: number;
  upper: number;
  /** Resamples whose statistic was defined (a resample without positives has no AUC). */
  resamples: number;
}

/** BootstrapOptions: `random` gives numbers in [0, 1) and makes the result repeatable. */
export interface BootstrapOptions {
  random: () => number;
  resamples?: number;
  alpha?: number;
}

/**
 * bootstrap is the percentile interval (Efron 1979) of a statistic of n rows at level 1 - alpha, default 95 % from 1,000 resamples.
 * `statistic` is given how often each row was drawn; undefined resamples (NaN) are left out and counted.
 */
export function bootstrap(
  n: number,
  statistic: (weights: Uint32Array) => number,
  { random, resamples = 1000, alpha = 0.05 }: BootstrapOptions,
): BootstrapInterval {
  const weights = new Uint32Array(n).fill(1);
  const value = statistic(weights);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    weights.fill(0);
    for (let draw = 0; draw < n; draw += 1) weights[Math.floor(random() * n)]! += 1;
    const drawn = statistic(weights);
    if (!Number.isNaN(drawn)) values.push(drawn);
  }
  values.sort((a, b) => a - b);
  return {
    value,
    lower: quantile(values, alpha / 2),
    upper: quantile(values, 1 - alpha / 2),
    resamples: values.length,
  };
}

/** quantile interpolates linearly between order statistics (numpy's default); NaN of nothing. */
function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return NaN;
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
