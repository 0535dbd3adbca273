import type { Interval } from './confidence-sequences.js';

/** ValueMoments summarise values: how many, their mean, and their variance divided by their number. */
export interface ValueMoments {
  units: number;
  mean: number;
  variance: number;
}

/** Stratum holds two samples that were drawn beside each other, under the same chances. */
export interface Stratum {
  stable: ValueMoments;
  candidate: ValueMoments;
}

/** FEWEST_VALUES is how many values of each side an asymptotic interval needs before it says anything. */
export const FEWEST_VALUES = 100;
const TIGHTEST_AT = 5_000;

/**
 * asymptoticRadius is the half-width of the asymptotic confidence sequence of a mean of n values with standard deviation `deviation`, tightest near
 * `tightestAt` values (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 2024, theorem 2.2). It may be looked at after every value.
 */
export function asymptoticRadius(n: number, deviation: number, alpha: number, tightestAt = TIGHTEST_AT): number {
  const rho2 = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tightestAt;
  const spread = n * rho2 + 1;
  return deviation * Math.sqrt(((2 * spread) / (n * n * rho2)) * Math.log(Math.sqrt(spread) / alpha));
}

/**
 * meanDifference is the candidate's mean minus stable's with an interval that holds at all looks together, at level 1 - alpha. Strata are compared
 * each for itself, so that a mean that moves with time is nobody's difference, and weighed by n m / (n + m). Null while there are fewer than
 * FEWEST_VALUES a side, or all values of a side are equal: then nothing is known of how they vary.
 */
export function meanDifference(strata: readonly Stratum[], alpha: number): Interval | null {
  const both = strata.filter(({ stable, candidate }) => stable.units > 0 && candidate.units > 0);
  const sides = [pooled(both.map(({ stable }) => stable)), pooled(both.map(({ candidate }) => candidate))];
  if (sides.some(({ units, variance }) => units < FEWEST_VALUES || variance <= 0)) return null;
  const [stableVariance, candidateVariance] = [sides[0]!.variance, sides[1]!.variance];
  let [weights, center, squaredError, n] = [0, 0, 0, 0];
  for (const { stable, candidate } of both) {
    const weight = (stable.units * candidate.units) / (stable.units + candidate.units);
    weights += weight;
    center += weight * (candidate.mean - stable.mean);
    squaredError += weight ** 2 * (stableVariance / stable.units + candidateVariance / candidate.units);
    n += stable.units + candidate.units;
  }
  center /= weights;
  const half = asymptoticRadius(n, (Math.sqrt(squaredError) / weights) * Math.sqrt(n), alpha);
  return { center, lower: center - half, upper: center + half };
}

/** pooled adds up samples: the mean of all, and the variance within them, as what lies between strata is no noise. */
export function pooled(samples: readonly ValueMoments[]): ValueMoments {
  const units = samples.reduce((sum, one) => sum + one.units, 0);
  const within = (of: (one: ValueMoments) => number): number =>
    units === 0 ? 0 : samples.reduce((sum, one) => sum + (one.units / units) * of(one), 0);
  return { units, mean: within(({ mean }) => mean), variance: within(({ variance }) => variance) };
}
