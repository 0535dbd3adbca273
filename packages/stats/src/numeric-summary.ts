/** NumericSummary describes the reference values for display; the numbers are null when no value is finite. */
export interface NumericSummary {
  count: number;
  /** Share of null and not-a-number values, 0..1. */
  missingShare: number;
  distinct: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Sample standard deviation (n - 1); null below two values. */
  standardDeviation: number | null;
  quantiles: { p05: number; p25: number; p50: number; p75: number; p95: number } | null;
}

/** summarizeSorted describes finite values in ascending order; `total` and `missing` also count what was not finite. */
export function summarizeSorted(
  sorted: Float64Array,
  { total, missing, distinct }: { total: number; missing: number; distinct: number },
): NumericSummary {
  const summary = { count: total, missingShare: total === 0 ? 0 : missing / total, distinct };
  const n = sorted.length;
  if (n === 0)
    return {
      ...summary,
      min: null,
      max: null,
      mean: null,
      standardDeviation: null,
      quantiles: null,
    };

  let mean = 0;
  let squares = 0;
  sorted.forEach((value, i) => {
    const delta = value - mean;
    mean += delta / (i + 1);
    squares += delta * (value - mean);
  });
  return {
    ...summary,
    min: sorted[0]!,
    max: sorted[n - 1]!,
    mean,
    standardDeviation: n < 2 ? null : Math.sqrt(squares / (n - 1)),
    quantiles: {
      p05: quantileSorted(sorted, 0.05),
      p25: quantileSorted(sorted, 0.25),
      p50: quantileSorted(sorted, 0.5),
      p75: quantileSorted(sorted, 0.75),
      p95: quantileSorted(sorted, 0.95),
    },
  };
}

/** quantileSorted is the linearly interpolated quantile of ascending values (numpy's default, Hyndman-Fan type 7); NaN for none. */
export function quantileSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return NaN;
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
