import { finiteCellCount } from './profile-numeric.js';
import type { Profile } from './profile.js';

/**
 * outlierCells are the cells of values that a reference never showed: below its smallest and above its largest number, not a number,
 * infinite, or a category that it lacks. Missing values are no outliers, and a cell that holds reference rows never is one.
 */
export function outlierCells(profile: Profile): ReadonlySet<number> {
  const finite = profile.kind === 'numeric' ? finiteCellCount(profile) : 0;
  const cells = profile.kind === 'numeric' ? [0, finite - 1, finite + 1, finite + 2] : [profile.categories.length + 1];
  return new Set(cells.filter((cell) => profile.counts[cell] === 0));
}

/**
 * outlierShareByChance is the share of rows of the reference's own kind that fall into outlierCells: of a number at most 2 / (n + 1), because
 * each of n + 1 exchangeable values is as likely to be the smallest or the largest; of a category the share of categories that came once
 * (Good 1953). 0 for an empty reference, which shows no rows to be judged by.
 */
export function outlierShareByChance(profile: Profile): number {
  if (profile.kind === 'numeric') {
    const n = profile.counts.slice(0, finiteCellCount(profile)).reduce((sum, count) => sum + count, 0);
    return n === 0 ? 0 : 2 / (n + 1);
  }
  const n = profile.counts.reduce((sum, count) => sum + count, 0);
  if (n === 0 || profile.hasOther) return 0;
  return profile.categories.filter((_, cell) => profile.counts[cell] === 1).length / n;
}
