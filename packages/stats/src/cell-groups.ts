import { finiteCellCount } from './profile-numeric.js';
import type { Profile } from './profile.js';

const MIN_EXPECTED = 5;

/** CellGroups says for each cell which group it belongs to, 0-based; -1 leaves a cell out. */
export type CellGroups = readonly number[];

/** groupCounts sums counts by group. */
export function groupCounts(groups: CellGroups, counts: ArrayLike<number>): number[] {
  const sums: number[] = [];
  groups.forEach((group, cell) => {
    if (group < 0) return;
    while (sums.length <= group) sums.push(0);
    sums[group]! += counts[cell]!;
  });
  return sums;
}

/**
 * poolForChiSquare groups cells so that both expected counts of every group are at least 5, judged by the reference alone:
 * r min(n, m) / (n + m) >= 5 for r reference values of n and m current ones. Ordered cells join their neighbours; sparse
 * categories (also other, unseen and null) share one group, which joins the smallest one while it is itself too small.
 */
export function poolForChiSquare(
  profile: Profile,
  reference: ArrayLike<number>,
  n: number,
  m: number,
): number[] {
  const needed = (MIN_EXPECTED * (n + m)) / Math.max(1, Math.min(n, m));
  return profile.kind === 'numeric'
    ? groupNeighbours(reference, finiteCellCount(profile), needed)
    : groupSparse(reference, needed);
}

/** poolForDistance groups cells for PSI, total variation and Jensen-Shannon: numeric ones to about `groups` of equal reference mass, categories as they are. */
export function poolForDistance(
  profile: Profile,
  reference: ArrayLike<number>,
  groups = 10,
): number[] {
  if (profile.kind === 'categorical') return Array.from(reference, (_, cell) => cell);
  const finite = finiteCellCount(profile);
  let total = 0;
  for (let cell = 0; cell < finite; cell += 1) total += reference[cell]!;
  // Half a value of slack: a cell that ends a rounding short of a decile still closes its group.
  return groupNeighbours(reference, finite, Math.max(1, total / groups - 0.5));
}

function groupNeighbours(reference: ArrayLike<number>, cells: number, needed: number): number[] {
  const groups = new Array<number>(reference.length).fill(-1);
  let group = 0;
  let mass = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    if (mass >= needed) {
      group += 1;
      mass = 0;
    }
    groups[cell] = group;
    mass += reference[cell]!;
  }
  if (mass < needed && group > 0)
    for (let cell = cells - 1; groups[cell] === group; cell -= 1) groups[cell] = group - 1;
  return groups;
}

function groupSparse(reference: ArrayLike<number>, needed: number): number[] {
  const groups = new Array<number>(reference.length).fill(-1);
  let next = 0;
  let sparseMass = 0;
  let smallest = -1;
  for (let cell = 0; cell < reference.length; cell += 1) {
    const mass = reference[cell]!;
    if (mass < needed) {
      sparseMass += mass;
      continue;
    }
    if (smallest === -1 || mass < reference[smallest]!) smallest = cell;
    groups[cell] = next;
    next += 1;
  }
  const sparseGroup = sparseMass >= needed || smallest === -1 ? next : groups[smallest]!;
  return groups.map((group) => (group === -1 ? sparseGroup : group));
}
