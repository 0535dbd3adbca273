import { sumOfFirst } from './chi-square.js';
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
 * poolForChiSquare groups cells so that both expected counts of every group are at least 5: (r + c) min(n, m) / (n + m) >= 5.
 * It looks at the column totals r + c alone. Given those, which side a value came from is exchangeable when nothing drifted,
 * so the choice of groups does not bias the test; a rule on the reference counts picks cells that are large by chance
 * (false alarms of 43% instead of 5% for 100 equal categories at n = m = 1000). Ordered cells join their neighbours. Sparse
 * categories share one group, which joins the smallest one while it is itself too small; `other` and `unseen` always belong
 * to it, because what is rare in the reference and what is missing from it by chance balance each other.
 */
export function poolForChiSquare(profile: Profile, reference: ArrayLike<number>, current: ArrayLike<number>): number[] {
  const cells = profile.kind === 'numeric' ? finiteCellCount(profile) : reference.length;
  const totals = Array.from(reference, (r, cell) => r + current[cell]!);
  const n = sumOfFirst(reference, cells);
  const m = sumOfFirst(current, cells);
  const needed = (MIN_EXPECTED * (n + m)) / Math.max(1, Math.min(n, m));
  return profile.kind === 'numeric'
    ? groupNeighbours(totals, cells, needed)
    : groupSparse(totals, needed, profile.categories.length);
}

/** poolForDistance groups cells for PSI, total variation and Jensen-Shannon: numeric ones to about `groups` of equal reference mass, categories as they are. */
export function poolForDistance(profile: Profile, reference: ArrayLike<number>, groups = 10): number[] {
  if (profile.kind === 'categorical') return Array.from(reference, (_, cell) => cell);
  const finite = finiteCellCount(profile);
  const total = sumOfFirst(reference, finite);
  // Half a value of slack: a cell that ends a rounding short of a decile still closes its group.
  return groupNeighbours(reference, finite, Math.max(1, total / groups - 0.5));
}

function groupNeighbours(masses: ArrayLike<number>, cells: number, needed: number): number[] {
  const groups = Array.from({ length: masses.length }, () => -1);
  let group = 0;
  let mass = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    if (mass >= needed) {
      group += 1;
      mass = 0;
    }
    groups[cell] = group;
    mass += masses[cell]!;
  }
  if (mass < needed && group > 0)
    for (let cell = cells - 1; groups[cell] === group; cell -= 1) groups[cell] = group - 1;
  return groups;
}

function groupSparse(masses: ArrayLike<number>, needed: number, otherCell: number): number[] {
  const groups = Array.from({ length: masses.length }, () => -1);
  let next = 0;
  let sparseMass = 0;
  let smallest = -1;
  for (let cell = 0; cell < masses.length; cell += 1) {
    const mass = masses[cell]!;
    if (mass < needed || cell === otherCell || cell === otherCell + 1) {
      sparseMass += mass;
      continue;
    }
    if (smallest === -1 || mass < masses[smallest]!) smallest = cell;
    groups[cell] = next;
    next += 1;
  }
  const sparseGroup = sparseMass >= needed || smallest === -1 ? next : groups[smallest]!;
  return groups.map((group) => (group === -1 ? sparseGroup : group));
}
