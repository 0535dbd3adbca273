import { scoreRuns } from './score-runs.js';
import { normalQuantile } from './special-functions.js';

/** AucResult is the area under the ROC curve with DeLong's standard error and a normal interval cut to 0..1; NaN without both classes. */
export interface AucResult {
  auc: number;
  standardError: number;
  lower: number;
  upper: number;
}

/**
 * areaUnderRoc is the Mann-Whitney probability that a positive scores above a negative, ties half. The error is DeLong,
 * DeLong and Clarke-Pearson's (1988) with sample variances (n - 1); the interval has level 1 - alpha, default 95%.
 */
export function areaUnderRoc(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>, alpha = 0.05): AucResult {
  const runs = scoreRuns(labels, scores);
  let positives = 0;
  let negatives = 0;
  for (const run of runs) {
    positives += run.positives;
    negatives += run.negatives;
  }
  if (positives === 0 || negatives === 0) return { auc: NaN, standardError: NaN, lower: NaN, upper: NaN };

  // Placement of a run: the share of the other class that its members beat.
  let [positivesBelow, negativesBelow, auc] = [0, 0, 0];
  const placements = runs.map((run) => {
    const ofPositive = (negativesBelow + run.negatives / 2) / negatives;
    const ofNegative = 1 - (positivesBelow + run.positives / 2) / positives;
    positivesBelow += run.positives;
    negativesBelow += run.negatives;
    auc += (ofPositive * run.positives) / positives;
    return { ofPositive, ofNegative };
  });
  let [positiveSquares, negativeSquares] = [0, 0];
  runs.forEach((run, i) => {
    positiveSquares += run.positives * (placements[i]!.ofPositive - auc) ** 2;
    negativeSquares += run.negatives * (placements[i]!.ofNegative - auc) ** 2;
  });
  const standardError = Math.sqrt(
    positiveSquares / (positives - 1) / positives + negativeSquares / (negatives - 1) / negatives,
  );
  const margin = -normalQuantile(alpha / 2) * standardError;
  return {
    auc,
    standardError,
    lower: Math.max(0, auc - margin),
    upper: Math.min(1, auc + margin),
  };
}
