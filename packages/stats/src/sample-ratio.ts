import { logGamma } from './special-functions.js';

const DEFAULT_CONCENTRATION = 100;

/**
 * sampleRatioLogE is log of the multinomial e-value against H0: units fall to the arms with probabilities `shares`
 * (positive, sum 1), with a Dirichlet(concentration x shares) mixture as the alternative (Lindon and Malek, NeurIPS 2022).
 * Valid at any time; an e-value of 1/alpha or more means that the assignment is broken. Count first-seen units, not requests;
 * when the shares change, add the logs of the segments.
 */
export function sampleRatioLogE(
  counts: readonly number[],
  shares: readonly number[],
  concentration = DEFAULT_CONCENTRATION,
): number {
  let total = 0;
  let logE = 0;
  counts.forEach((count, arm) => {
    const share = shares[arm] ?? 0;
    if (!(share > 0)) throw new RangeError(`sampleRatioLogE: arm ${arm} needs a positive share`);
    const prior = concentration * share;
    total += count;
    logE += logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
  });
  return logE + logGamma(concentration) - logGamma(concentration + total);
}
