/** RegressionMetrics follow scikit-learn; all NaN for no rows. */
export interface RegressionMetrics {
  count: number;
  meanAbsoluteError: number;
  rootMeanSquaredError: number;
  /** 1 - squared error / variance; for constant targets 1 when every prediction is right, else 0. */
  rSquared: number;
  /** Mean of |error| / |target|, targets below 2^-52 counting as that. */
  meanAbsolutePercentageError: number;
}

/** regressionMetrics compares targets with predictions, row by row. */
export function regressionMetrics(targets: ArrayLike<number>, predictions: ArrayLike<number>): RegressionMetrics {
  if (targets.length !== predictions.length)
    throw new RangeError(`${targets.length} targets do not match ${predictions.length} predictions`);
  const n = targets.length;
  let mean = 0;
  for (let i = 0; i < n; i += 1) mean += targets[i]! / n;
  let [absolute, squared, relative, spread] = [0, 0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const error = Math.abs(predictions[i]! - targets[i]!);
    absolute += error;
    squared += error * error;
    relative += error / Math.max(Number.EPSILON, Math.abs(targets[i]!));
    spread += (targets[i]! - mean) ** 2;
  }
  return {
    count: n,
    meanAbsoluteError: absolute / n,
    rootMeanSquaredError: Math.sqrt(squared / n),
    rSquared: n === 0 ? NaN : spread > 0 ? 1 - squared / spread : squared === 0 ? 1 : 0,
    meanAbsolutePercentageError: relative / n,
  };
}
