import { logGamma } from './special-functions.js';

/** Interval is a confidence interval; with an empty stream it is the whole range. */
export interface Interval {
  center: number;
  lower: number;
  upper: number;
}

/**
 * BoundedMean follows the mean of a stream of values in 0..1 by the predictable plug-in empirical Bernstein confidence sequence
 * (Waudby-Smith and Ramdas, JRSS-B 2024): at all times together its interval misses the mean with probability alpha at most.
 * The state is five numbers, so that it can be kept as a row.
 */
export class BoundedMean {
  private count = 0;
  private weightedSum = 0;
  private weights = 0;
  private penalty = 0;
  private sum = 0.5;
  private squares = 0.25;

  constructor(private readonly alpha: number) {}

  /** add takes the next value; one outside 0..1 is a RangeError, since the promise would not hold. */
  add(value: number): void {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`BoundedMean: ${value} lies outside 0..1`);
    const t = this.count + 1;
    const meanBefore = this.sum / t;
    const varianceBefore = this.squares / t;
    const lambda = Math.min(Math.sqrt((2 * Math.log(2 / this.alpha)) / (varianceBefore * t * Math.log(t + 1))), 0.5);
    this.count = t;
    this.weightedSum += lambda * value;
    this.weights += lambda;
    this.penalty += (value - meanBefore) ** 2 * (-Math.log1p(-lambda) - lambda);
    this.sum += value;
    const mean = this.sum / (t + 1);
    this.squares += (value - mean) ** 2;
  }

  /** interval is the current interval, cut to 0..1. */
  interval(): Interval {
    if (this.count === 0) return { center: 0.5, lower: 0, upper: 1 };
    const center = this.weightedSum / this.weights;
    const half = (Math.log(2 / this.alpha) + this.penalty) / this.weights;
    return { center, lower: Math.max(0, center - half), upper: Math.min(1, center + half) };
  }
}

/**
 * bernoulliInterval is the confidence sequence of a success rate after `successes` of `n` trials, by the beta-binomial mixture of
 * likelihood ratios that is tightest near `tightestAt` trials (Howard et al., Annals of Statistics 2021; confseq's
 * bernoulli_confidence_interval). Valid at all looks together at level 1 - alpha.
 */
export function bernoulliInterval(successes: number, n: number, alpha: number, tightestAt = 100): Interval {
  if (n === 0) return { center: 0.5, lower: 0, upper: 1 };
  const center = successes / n;
  const rejected = (p: number): boolean => mixtureLogE(successes, n, p, alpha, tightestAt) >= Math.log(1 / alpha);
  return { center, lower: edge(center, 0, rejected), upper: edge(center, 1, rejected) };
}

/** edge bisects between a value that is not rejected and the end of the range. */
function edge(inside: number, end: number, rejected: (p: number) => boolean): number {
  const almostEnd = end === 0 ? 1e-12 : 1 - 1e-12;
  if (inside === end || !rejected(almostEnd)) return end;
  let [near, far] = [inside, almostEnd];
  for (let step = 0; step < 60; step += 1) {
    const middle = (near + far) / 2;
    if (rejected(middle)) far = middle;
    else near = middle;
  }
  return near;
}

/** mixtureLogE is log of the e-value against the rate p: a Beta prior centred at p whose weight is tuned to `tightestAt` trials. */
function mixtureLogE(successes: number, n: number, p: number, alpha: number, tightestAt: number): number {
  const variance = tightestAt * p * (1 - p);
  const rho = variance / (2 * Math.log(1 / alpha) + Math.log(1 + 2 * Math.log(1 / alpha)));
  const strength = Math.max(rho / (p * (1 - p)) - 1, 1e-3);
  const [a, b] = [strength * p, strength * (1 - p)];
  const logBeta = (x: number, y: number): number => logGamma(x) + logGamma(y) - logGamma(x + y);
  return (
    logBeta(a + successes, b + n - successes) -
    logBeta(a, b) -
    successes * Math.log(p) -
    (n - successes) * Math.log1p(-p)
  );
}

/**
 * normalMixtureRadius is the half-width of the two-sided normal mixture boundary on a sum whose variance so far is `variance`
 * (sub-Gaussian scale 1), tightest near `tightestAt` (Howard et al. 2021, eq. 14; rho = their `best_rho`). Divide by n for a mean.
 */
export function normalMixtureRadius(variance: number, alpha: number, tightestAt: number): number {
  const rho = bestRho(tightestAt, alpha);
  return Math.sqrt((variance + rho) * (Math.log((variance + rho) / rho) + 2 * Math.log(1 / alpha)));
}

/** bestRho is the mixture's variance that makes the boundary tightest at the variance `v`. */
export function bestRho(v: number, alpha: number): number {
  const twoLog = 2 * Math.log(1 / alpha);
  return v / (twoLog + Math.log(1 + twoLog));
}

/**
 * msprtLogLikelihoodRatio is log L_n of the mixture sequential probability ratio test for a difference of means: `difference` of the
 * running means after n pairs, `variance` of one pair's difference (2 sigma^2), mixing variance `tau2` (Johari, Koomen, Pekelis and
 * Walsh, Operations Research 2022). The always-valid p is the smallest 1 / L_n so far.
 */
export function msprtLogLikelihoodRatio(n: number, difference: number, variance: number, tau2: number): number {
  const total = variance + n * tau2;
  return 0.5 * Math.log(variance / total) + (n * n * tau2 * difference * difference) / (2 * variance * total);
}
