import { studentTQuantile, studentTSf } from './student-t.js';

/** UsualCount is what earlier counts of the same kind say about one more. */
export interface UsualCount {
  /** What is usual. */
  usual: number;
  /** Between these a count lies that is as usual, except with probability alpha at either end. */
  low: number;
  high: number;
  /** One-sided: how probable so small a count is when nothing has changed. */
  pValue: number;
  /** Lower bound at alpha of the share of what is usual that is missing, 0 to 1; above 0 exactly where pValue is below alpha. */
  missingLow: number;
}

/**
 * fewerThanUsual holds a count against earlier ones of the same kind, five or more, of which a share `trimmed` (0 to 0.25) is cut at either
 * end: so many may be an outage or a rush without moving what is usual. What comes back every few counts must not be cut: 0 then. On the scale 2 sqrt(n + 3/8), where Poisson counts have
 * variance 1 whatever their mean (Anscombe 1948), it is one more draw beside their trimmed mean, with the winsorized deviation and its degrees
 * of freedom (Tukey & McLaughlin 1963; with 0 the plain ones): t = (mean - y) / (s sqrt(1 + 1/k)). Counts that vary more than Poisson ones widen s; it is never below 1.
 */
export function fewerThanUsual(count: number, earlier: readonly number[], alpha: number, trimmed: number): UsualCount {
  const k = earlier.length;
  const cut = Math.floor(trimmed * k);
  const sorted = earlier.map(stabilized).sort((a, b) => a - b);
  const kept = sorted.slice(cut, k - cut);
  const centre = meanOf(kept);
  const winsorized = sorted.map((y) => Math.min(Math.max(y, kept[0]!), kept.at(-1)!));
  const middle = meanOf(winsorized);
  const variance = winsorized.reduce((sum, y) => sum + (y - middle) ** 2, 0) / (k - 1);
  const deviation = Math.max(1, Math.sqrt(variance) / (1 - (2 * cut) / k)) * Math.sqrt(1 + 1 / k);
  const df = kept.length - 1;
  const reach = studentTQuantile(1 - alpha, df) * deviation;
  const usual = countOf(centre);
  const fall = centre - stabilized(count);
  const nowAtMost = countOf(Math.max(0, centre - Math.max(0, fall - reach)));
  return {
    usual,
    low: countOf(Math.max(0, centre - reach)),
    high: countOf(centre + reach),
    pValue: studentTSf(fall / deviation, df),
    missingLow: usual === 0 ? 0 : 1 - nowAtMost / usual,
  };
}

const stabilized = (count: number): number => 2 * Math.sqrt(count + 3 / 8);
const countOf = (y: number): number => Math.max(0, (y / 2) ** 2 - 3 / 8);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
