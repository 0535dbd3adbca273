import { expectedCalibrationError } from './classification-metrics.js';
import { scoreRuns } from './score-runs.js';

/** Calibration maps scores to probabilities: the value of the first step whose `upTo` is not below the score; the last step is open. */
export interface Calibration {
  upTo: number[];
  value: number[];
}

/**
 * isotonicCalibration fits the never falling step function of least squares to 0/1 labels by score (pool adjacent violators, Ayer et al.
 * 1955). No probability comes nearer to 0 or 1 than half a row. Throws a RangeError without rows.
 */
export function isotonicCalibration(labels: ArrayLike<number>, scores: ArrayLike<number>): Calibration {
  if (labels.length === 0) throw new RangeError('isotonicCalibration: no rows');
  const order = Array.from(scores, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  const steps: { upTo: number; sum: number; count: number }[] = [];
  for (const row of order) {
    const last = steps.at(-1);
    const [upTo, label] = [scores[row]!, labels[row]!];
    if (last?.upTo === upTo) {
      last.sum += label;
      last.count += 1;
    } else steps.push({ upTo, sum: label, count: 1 });
  }
  const pooled: typeof steps = [];
  for (const step of steps) {
    pooled.push({ ...step });
    for (let last = pooled.at(-1)!, before = pooled.at(-2); before && falls(before, last); before = pooled.at(-2)) {
      before.upTo = last.upTo;
      before.sum += last.sum;
      before.count += last.count;
      pooled.pop();
      last = before;
    }
  }
  const halfRow = 0.5 / labels.length;
  return {
    upTo: pooled.map(({ upTo }) => upTo),
    value: pooled.map(({ sum, count }) => Math.min(1 - halfRow, Math.max(halfRow, sum / count))),
  };
}

const falls = (a: { sum: number; count: number }, b: { sum: number; count: number }): boolean =>
  a.sum * b.count >= b.sum * a.count;

/** calibrate is the probability that a calibration gives a score. */
export function calibrate({ upTo, value }: Calibration, score: number): number {
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (upTo[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return value[low]!;
}

/**
 * learnCalibration gives a calibration of scores, or null when they are as good as they are: it is fitted on every other row and kept only
 * if it lowers the expected calibration error of the rest.
 */
export function learnCalibration(labels: ArrayLike<number>, scores: ArrayLike<number>): Calibration | null {
  const half = (rest: number) => (values: ArrayLike<number>) => Array.from(values).filter((_, row) => row % 2 === rest);
  const [fit, held] = [half(0), half(1)];
  if (held(labels).length === 0) return null;
  const tried = isotonicCalibration(fit(labels), fit(scores));
  const corrected = held(scores).map((score) => calibrate(tried, score));
  const [before, after] = [held(scores), corrected].map((each) =>
    expectedCalibrationError(scoreRuns(held(labels), each)),
  );
  return after! < before! ? isotonicCalibration(labels, scores) : null;
}
