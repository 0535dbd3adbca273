import { sortedSample } from './midranks.js';

/** wasserstein1 is the integral of |F - G|: how far mass must move, in the feature's own unit. Empty or NaN gives NaN. */
export function wasserstein1(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return overCdfDifference(x, y, Math.abs);
}

/** energyDistance is sqrt(2 integral (F - G)^2), as scipy.stats.energy_distance: in units of the feature's square root. Empty or NaN gives NaN. */
export function energyDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Math.sqrt(2 * overCdfDifference(x, y, (difference) => difference * difference));
}

/** scaledWasserstein1 is wasserstein1 over the reference's standard deviation (at least 0.001), as Evidently reports it. */
export function scaledWasserstein1(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const n = reference.length;
  const values = Float64Array.from(reference);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  return wasserstein1(reference, current) / Math.max(Math.sqrt(variance), 0.001);
}

function overCdfDifference(x: ArrayLike<number>, y: ArrayLike<number>, term: (difference: number) => number): number {
  const [a, b] = [sortedSample(x), sortedSample(y)];
  if (a === null || b === null) return NaN;
  let [i, j, sum] = [0, 0, 0];
  let before = Math.min(a[0]!, b[0]!);
  while (i < a.length || j < b.length) {
    const value = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    if (value > before) sum += term(i / a.length - j / b.length) * (value - before);
    while (i < a.length && a[i] === value) i += 1;
    while (j < b.length && b[j] === value) j += 1;
    before = value;
  }
  return sum;
}
