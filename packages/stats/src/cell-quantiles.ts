import { sumOfFirst } from './chi-square.js';
import { finiteCellCount, numericCells, type NumericProfile } from './profile-numeric.js';

/**
 * cellQuantiles reads quantiles of finite values off counts on a numeric profile: the upper end of the cell in which each lies, so at most one
 * cell above the value of the rows; what lies beyond the reference's largest value is Infinity. NaN without finite values.
 */
export function cellQuantiles(profile: NumericProfile, counts: ArrayLike<number>, levels: readonly number[]): number[] {
  const finite = finiteCellCount(profile);
  const total = sumOfFirst(counts, finite);
  const cells = numericCells(profile);
  return levels.map((level) => {
    let seen = 0;
    for (let cell = 0; cell < finite && total > 0; cell += 1) {
      seen += counts[cell]!;
      if (seen >= level * total && seen > 0) return cells[cell]!.upper;
    }
    return NaN;
  });
}
