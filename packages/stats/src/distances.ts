import { sumOf } from './chi-square.js';

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

/** jensenShannonDistance is the square root of the divergence in base 2: 0..1. */
export function jensenShannonDistance(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const entropyPart = (p: number, middle: number): number => (p === 0 ? 0 : p * Math.log2(p / middle));
  const divergence = overShares(reference, current, (p, q) => {
    const middle = (p + q) / 2;
    return (entropyPart(p, middle) + entropyPart(q, middle)) / 2;
  });
  return Math.sqrt(Math.max(0, divergence));
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
