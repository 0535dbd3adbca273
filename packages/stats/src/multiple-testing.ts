/** MultipleTestingMethod: Bonferroni and Holm bound the chance of any false alarm, BH (independent or positively dependent) and BY (any dependence) the false discovery rate. */
export type MultipleTestingMethod = 'bonferroni' | 'holm' | 'bh' | 'by';

/** adjustPValues gives, in the order of the input, p-values to compare with alpha itself; NaN (no test was made) stays NaN and is not counted. */
export function adjustPValues(pValues: readonly number[], method: MultipleTestingMethod): number[] {
  switch (method) {
    case 'bonferroni':
      return bonferroni(pValues);
    case 'holm':
      return holm(pValues);
    case 'bh':
      return benjaminiHochberg(pValues);
    case 'by':
      return benjaminiYekutieli(pValues);
  }
}

/** bonferroni is min(1, m p). */
export function bonferroni(pValues: readonly number[]): number[] {
  const m = pValues.filter((p) => !Number.isNaN(p)).length;
  return pValues.map((p) => Math.min(1, m * p));
}

/** holm is the running maximum of (m - i) p_(i), i from 0 (Holm 1979): never weaker than Bonferroni. */
export function holm(pValues: readonly number[]): number[] {
  const order = ascendingOrder(pValues);
  const adjusted = pValues.map(() => NaN);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (order.length - rank) * pValues[index]!));
    adjusted[index] = running;
  });
  return adjusted;
}

/** benjaminiHochberg is the running minimum from above of p_(i) m / i (Benjamini and Hochberg 1995). */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, 1);
}

/** benjaminiYekutieli is Benjamini-Hochberg times 1 + 1/2 + ... + 1/m (Benjamini and Yekutieli 2001). */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  let harmonic = 0;
  ascendingOrder(pValues).forEach((_, rank) => (harmonic += 1 / (rank + 1)));
  return stepUp(pValues, harmonic);
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  const order = ascendingOrder(pValues);
  const adjusted = pValues.map(() => NaN);
  let running = 1;
  for (let rank = order.length; rank >= 1; rank -= 1) {
    const index = order[rank - 1]!;
    running = Math.min(running, (pValues[index]! * order.length * factor) / rank);
    adjusted[index] = running;
  }
  return adjusted;
}

function ascendingOrder(pValues: readonly number[]): number[] {
  return pValues
    .map((_, index) => index)
    .filter((index) => !Number.isNaN(pValues[index]))
    .sort((a, b) => pValues[a]! - pValues[b]!);
}
