import { sumOf } from './chi-square.js';
import { chiSquareQuantile } from './special-functions.js';

const SMALLEST_SHARE = 1e-4;

/** totalVariation is half the sum of |p - q| over the cells of two counts, 0..1; NaN when either is empty. */
export function totalVariation(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  return 0.5 * overShares(reference, current, (p, q) => Math.abs(p - q));
}

/** populationStabilityIndex is the sum of (q - p) ln(q / p); shares of 0 count as 1e-4, so take few cells (10 groups of equal reference mass). */
export function populationStabilityIndex(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  return overShares(reference, current, (p, q) => {
    if (p === 0 && q === 0) return 0;
    const a = p === 0 ? SMALLEST_SHARE : p;
    const b = q === 0 ? SMALLEST_SHARE : q;
    return (b - a) * Math.log(b / a);
  });
}

/** jensenShannonDistance is the square root of the divergence: 0..1 in base 2 (NannyML's), 0..0.8326 in base e (scipy's and Evidently's). */
export function jensenShannonDistance(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  base: 2 | 'e' = 2,
): number {
  const entropyPart = (p: number, middle: number): number => (p === 0 ? 0 : p * Math.log2(p / middle));
  const divergence = overShares(reference, current, (p, q) => {
    const middle = (p + q) / 2;
    return (entropyPart(p, middle) + entropyPart(q, middle)) / 2;
  });
  return Math.sqrt(Math.max(0, divergence) * (base === 2 ? 1 : Math.LN2));
}

/** hellingerDistance is sqrt(sum (sqrt p - sqrt q)^2 / 2), 0..1; NaN when either is empty. */
export function hellingerDistance(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  return Math.sqrt(overShares(reference, current, (p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2) / 2);
}

/** largestShareChange is the largest |p - q| of a cell (L-infinity), 0..1; NaN when either is empty. */
export function largestShareChange(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  let largest = 0;
  const sum = overShares(reference, current, (p, q) => (largest = Math.max(largest, Math.abs(p - q))));
  return Number.isNaN(sum) ? NaN : largest;
}

/**
 * stabilityIndexCritical is what the population stability index of `cells` cells exceeds with probability alpha although nothing
 * changed: the chi-square quantile with cells - 1 degrees of freedom, times 1/n + 1/m (Yurdakul and Naranjo 2020).
 */
export function stabilityIndexCritical(cells: number, n: number, m: number, alpha = 0.05): number {
  return chiSquareQuantile(1 - alpha, cells - 1) * (1 / n + 1 / m);
}

function overShares(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  term: (p: number, q: number) => number,
): number {
  const n = sumOf(reference);
  const m = sumOf(current);
  if (n === 0 || m === 0) return NaN;
  let sum = 0;
  for (let cell = 0; cell < reference.length; cell += 1) sum += term(reference[cell]! / n, current[cell]! / m);
  return sum;
}
