import { scoreRuns, type ScoreRuns } from './score-runs.js';
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
 * DeLong and Clarke-Pearson's (1988) with sample variances (n - 1); the interval has level 1 - alpha, default 95%. One row of a class says nothing
 * of its spread: the error is infinite then, and the interval 0..1.
 */
export function areaUnderRoc(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>, alpha = 0.05): AucResult {
  return areaUnderRocOfRuns(scoreRuns(labels, scores), alpha);
}

/** areaUnderRocOfRuns is areaUnderRoc of rows that are grouped by score already. */
export function areaUnderRocOfRuns(runs: ScoreRuns, alpha = 0.05): AucResult {
  const { positives, negatives } = runs.totals;
  if (positives === 0 || negatives === 0) return { auc: NaN, standardError: NaN, lower: NaN, upper: NaN };
  let auc = 0;
  eachPlacement(runs, (ofPositive, _, run) => {
    auc += (ofPositive * runs.positives[run]!) / positives;
  });
  let [positiveSquares, negativeSquares] = [0, 0];
  eachPlacement(runs, (ofPositive, ofNegative, run) => {
    positiveSquares += runs.positives[run]! * (ofPositive - auc) ** 2;
    negativeSquares += runs.negatives[run]! * (ofNegative - auc) ** 2;
  });
  const isSpreadKnown = positives > 1 && negatives > 1;
  const standardError = isSpreadKnown
    ? Math.sqrt(positiveSquares / (positives - 1) / positives + negativeSquares / (negatives - 1) / negatives)
    : Infinity;
  const margin = -normalQuantile(alpha / 2) * standardError;
  return {
    auc,
    standardError,
    lower: Math.max(0, auc - margin),
    upper: Math.min(1, auc + margin),
  };
}

/** eachPlacement goes through the runs, ascending, with the share of the other class that a positive and a negative of each beats, ties half. */
export function eachPlacement(
  { scores, positives, negatives, totals }: ScoreRuns,
  take: (ofPositive: number, ofNegative: number, run: number) => void,
): void {
  let [positivesBelow, negativesBelow] = [0, 0];
  for (let run = 0; run < scores.length; run += 1) {
    const ofPositive = (negativesBelow + negatives[run]! / 2) / totals.negatives;
    const ofNegative = 1 - (positivesBelow + positives[run]! / 2) / totals.positives;
    take(ofPositive, ofNegative, run);
    positivesBelow += positives[run]!;
    negativesBelow += negatives[run]!;
  }
}
