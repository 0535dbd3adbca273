/** ScoreRun is one distinct score with the labels that share it. */
export interface ScoreRun {
  score: number;
  positives: number;
  negatives: number;
}

/** scoreRuns groups binary labels (true or a number above 0 is positive) by score, ascending; pairs without a finite score are refused with a RangeError. */
export function scoreRuns(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): ScoreRun[] {
  if (labels.length !== scores.length)
    throw new RangeError(`${labels.length} labels do not match ${scores.length} scores`);
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => scores[a]! - scores[b]!);
  const runs: ScoreRun[] = [];
  for (const index of order) {
    const score = scores[index]!;
    if (!Number.isFinite(score)) throw new RangeError(`score ${index} is not a finite number`);
    let run = runs.at(-1);
    if (run?.score !== score) {
      run = { score, positives: 0, negatives: 0 };
      runs.push(run);
    }
    if (Number(labels[index]) > 0) run.positives += 1;
    else run.negatives += 1;
  }
  return runs;
}
