interface Measured {
  value: number;
}

/** One-sided, 5 %: a normal variable is beyond it in one of twenty cases. */
const CHANCE_Z = 1.645;

/** meanOf is the mean value of rows; NaN of none. */
export const meanOf = (rows: readonly Measured[]): number =>
  rows.reduce((sum, { value }) => sum + value, 0) / rows.length;

/** grewClearly is whether the mean of `now` is above that of `before` by more than chance does (Welch's z, one-sided, 5 %); false with fewer than two rows a side. */
export function grewClearly(before: readonly Measured[], now: readonly Measured[]): boolean {
  const error = Math.hypot(errorOfMean(before), errorOfMean(now));
  return meanOf(now) - meanOf(before) > CHANCE_Z * error;
}

function errorOfMean(rows: readonly Measured[]): number {
  const mean = meanOf(rows);
  const squares = rows.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (rows.length - 1) / rows.length);
}
