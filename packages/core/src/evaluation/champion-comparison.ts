import type { ChampionComparison, MeasuredMetric } from '@slipway/contracts';
import { mcNemar, meanInterval, normalSf, type Bounds } from '@slipway/stats';
import { smallerIsBetter } from '../monitoring/index.js';

/** A change within 1 % of the champion's value counts as no change that matters. */
const EQUAL_WITHIN = 0.01;

/** Difference is a metric of the challenger minus that of the champion on the same rows, with its interval. */
export interface Difference extends Bounds {
  pValue: number | null;
  test: ChampionComparison['test'];
}

/** comparisonsOf joins the metrics of both arms on the same rows with their differences; metrics without a difference are left out. */
export function comparisonsOf(
  own: readonly MeasuredMetric[],
  champion: readonly MeasuredMetric[],
  differences: ReadonlyMap<string, Difference>,
  rows: number,
): ChampionComparison[] {
  const theirs = new Map(champion.map(({ name, value }) => [name, value]));
  return own.flatMap(({ name, value }): ChampionComparison[] => {
    const difference = differences.get(name);
    const championValue = theirs.get(name);
    if (difference === undefined || championValue === undefined) return [];
    const { value: change, lower: low, upper: high, pValue, test } = difference;
    const verdict = verdictOf(name, difference, EQUAL_WITHIN * Math.abs(championValue));
    return [
      { metric: name, challenger: value, champion: championValue, change, low, high, pValue, test, verdict, rows },
    ];
  });
}

/** pairedMeans is the difference of two means over the same units, by the differences unit by unit; units without both values are left out. */
export function pairedMeans(challenger: Float64Array, champion: Float64Array): Difference {
  const bounds = meanInterval(
    challenger.map((value, unit) => value - champion[unit]!).filter((value) => !Number.isNaN(value)),
  );
  const error = (bounds.upper - bounds.value) / 1.959963984540054;
  const pValue = bounds.value === 0 ? 1 : 2 * normalSf(Math.abs(bounds.value) / error);
  return { ...bounds, pValue, test: 'paired_losses' };
}

/** correctness compares shares of right units; it takes 1 for wrong and 0 for right. */
export function correctness(challengerWrong: Float64Array, championWrong: Float64Array): Difference {
  const isRight = (wrong: Float64Array): Uint8Array => Uint8Array.from(wrong, (value) => (value === 0 ? 1 : 0));
  const result = mcNemar(isRight(championWrong), isRight(challengerWrong));
  return { value: result.difference, lower: result.lower, upper: result.upper, pValue: result.pValue, test: 'mcnemar' };
}

/** verdictOf reads an interval of a change: better or worse when it excludes 0 on that side, equal when it lies within the margin, else unclear. */
function verdictOf(metric: string, { lower, upper }: Bounds, margin: number): ChampionComparison['verdict'] {
  if (lower >= -margin && upper <= margin) return 'equal';
  const [improvedAtLeast, improvedAtMost] = smallerIsBetter(metric) ? [-upper, -lower] : [lower, upper];
  if (improvedAtLeast > 0) return 'better';
  return improvedAtMost < 0 ? 'worse' : 'unclear';
}
