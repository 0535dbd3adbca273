import { categoricalCellLocator } from './profile-categorical.js';
import type { CategoricalProfile } from './profile-categorical.js';
import { numericCellLocator } from './profile-numeric.js';
import type { NumericProfile } from './profile-numeric.js';

/** Profile is what a reference says about one feature: its cells, its counts on them and a summary. Plain JSON. */
export type Profile = NumericProfile | CategoricalProfile;

/** CellLocator maps a value of the feature to the index of its cell. */
export type CellLocator = (value: unknown) => number;

const locators = new WeakMap<Profile, CellLocator>();

/** cellLocator prepares the lookup of a profile once (binary search or map); keep it where values arrive one by one. */
export function cellLocator(profile: Profile): CellLocator {
  const known = locators.get(profile);
  if (known) return known;
  const locator = profile.kind === 'numeric' ? numericCellLocator(profile) : categoricalCellLocator(profile);
  locators.set(profile, locator);
  return locator;
}

/** cellOf is the index of the cell that a value falls into. */
export function cellOf(profile: Profile, value: unknown): number {
  return cellLocator(profile)(value);
}

/** emptyCounts is a zero for every cell of the profile. */
export function emptyCounts(profile: Profile): number[] {
  return Array.from({ length: profile.counts.length }, () => 0);
}

/** countValues adds the values to `into` (new counts when absent) and returns it. */
export function countValues(
  profile: Profile,
  values: Iterable<unknown>,
  into: number[] = emptyCounts(profile),
): number[] {
  const locate = cellLocator(profile);
  for (const value of values) into[locate(value)]! += 1;
  return into;
}

/** addCounts adds `from` to `into` in place: windows merge exactly. */
export function addCounts(into: number[], from: ArrayLike<number>): void {
  requireSameCells(into, from);
  for (let cell = 0; cell < into.length; cell += 1) into[cell]! += from[cell]!;
}

/** subtractCounts takes `from` off `into` in place: a window slides without its rows. */
export function subtractCounts(into: number[], from: ArrayLike<number>): void {
  requireSameCells(into, from);
  for (let cell = 0; cell < into.length; cell += 1) into[cell]! -= from[cell]!;
}

function requireSameCells(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length)
    throw new RangeError(`counts of ${a.length} and ${b.length} cells do not belong to one profile`);
}
