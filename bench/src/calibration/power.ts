import { compareWindow } from '@slipway/core';
import { countValues, seededRandom } from '@slipway/stats';
import { normalDraw, times } from './draws.js';
import { profileOf } from './null-windows.js';

/** Change is what happens to a standard normal feature: its mean moves, or its standard deviation becomes `scale`. */
export interface Change {
  shift: number;
  scale: number;
}

/** changes are the columns of the table below. */
export const changes: readonly Change[] = [
  { shift: 0, scale: 1 },
  ...[0.05, 0.1, 0.2, 0.3, 0.5].map((shift) => ({ shift, scale: 1 })),
  ...[1.1, 1.25, 1.5].map((scale) => ({ shift: 0, scale })),
];

/** powerTable is how often the two-sample Kolmogorov-Smirnov test at .05 finds each change with n rows a side, at the exact critical value. */
export const powerTable: readonly (readonly [n: number, found: readonly number[]])[] = [
  [50, [0.04, 0.042, 0.057, 0.113, 0.218, 0.526, 0.043, 0.058, 0.122]],
  [100, [0.036, 0.043, 0.071, 0.186, 0.387, 0.831, 0.044, 0.076, 0.24]],
  [200, [0.04, 0.061, 0.118, 0.361, 0.699, 0.988, 0.055, 0.153, 0.594]],
  [500, [0.048, 0.102, 0.268, 0.78, 0.985, 1, 0.096, 0.498, 0.996]],
  [1000, [0.044, 0.158, 0.487, 0.975, 1, 1, 0.163, 0.891, 1]],
  [2000, [0.049, 0.267, 0.785, 1, 1, 1, 0.35, 1, 1]],
  [5000, [0.039, 0.583, 0.989, 1, 1, 1, 0.859, 1, 1]],
  [10_000, [0.059, 0.855, 1, 1, 1, 1, 0.999, 1, 1]],
];

/** foundShare is how often a monitor finds a change of one feature real at .05, with n rows in reference and window. */
export function foundShare(n: number, { shift, scale }: Change, runs: number, seed: number): number {
  const normal = normalDraw(seededRandom(seed));
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const profile = profileOf(times(n, normal));
    const current = countValues(
      profile,
      times(n, () => shift + scale * normal()),
    );
    const limits = { alpha: 0.05, floor: 1e-12, minimumRows: 1 };
    const [judged] = compareWindow([{ feature: 'x', profile, current }], n, limits).features;
    if (judged?.verdict === 'drift' || judged?.verdict === 'small') found += 1;
  }
  return found / runs;
}
