import { nextBelow, shortestBetween } from './doubles.js';
import { indexedSearch } from './indexed-search.js';
import { summarizeSorted } from './numeric-summary.js';
import type { NumericSummary } from './numeric-summary.js';
import { asNumber } from './numeric-sample.js';
import { sortedDoubles } from './sort-doubles.js';

const DEFAULT_MAX_CELLS = 1000;
const FEW_VALUES = 250;
const MIN_REPEATS = 4;
/** The first and the last interval are open; null, not-a-number and infinite have a cell each. */
const FIXED_CELLS = 6;

/**
 * NumericProfile is a grid of reference quantiles. Its ordered finite cells are (-inf, min), then intervals closed on the
 * right that end at an edge or at an atom, then (max, inf); an atom is a cell of one value, and what lies between two atoms
 * is another cell. Three cells follow: null, not a number, infinite. `counts` are those of the reference, in cell order.
 */
export interface NumericProfile {
  kind: 'numeric';
  /** Ends of intervals, ascending, none of them an atom. */
  edges: number[];
  /** Values with a cell of their own, ascending. */
  atoms: number[];
  /** True when every reference value is an atom: compare by chi-square rather than Kolmogorov-Smirnov. */
  fewValued: boolean;
  counts: number[];
  summary: NumericSummary;
}

/** NumericCellOptions: maxCells bounds all cells together, default 1000, at least 50. */
export interface NumericCellOptions {
  maxCells?: number;
}

/** NumericCell is one of the ordered finite cells, (lower, upper]; `atom` when it holds one value only. */
export interface NumericCell {
  lower: number;
  upper: number;
  atom: boolean;
}

/**
 * buildNumericCells makes the profile of a reference. Few-valued features (at most 250 values, each 4 times or more on
 * average) get an atom a value; else values with 4 / maxCells of the mass are atoms and the rest is cut into cells of equal mass.
 */
export function buildNumericCells(values: Iterable<unknown>, options: NumericCellOptions = {}): NumericProfile {
  const maxCells = Math.max(50, options.maxCells ?? DEFAULT_MAX_CELLS);
  const { finite, nulls, notNumbers, infinities } = partition(values);
  const runs = runsOf(finite);
  const { atoms, fewValued } = chooseAtoms(runs, finite.length, maxCells);
  const edges = chooseEdges(runs, new Set(atoms), maxCells);
  const boundaries = boundariesOf({ edges, atoms });

  const counts = Array.from({ length: boundaries.length + 4 }, () => 0);
  const search = indexedSearch(Float64Array.from(boundaries));
  for (const { value, count } of runs) counts[search(value)]! += count;
  counts.splice(boundaries.length + 1, 3, nulls, notNumbers, infinities);
  const total = finite.length + nulls + notNumbers + infinities;
  const summary = summarizeSorted(finite, {
    total,
    missing: nulls + notNumbers,
    distinct: runs.length,
  });
  return { kind: 'numeric', edges, atoms, fewValued, counts, summary };
}

/** finiteCellCount is how many ordered finite cells a profile has; the null, not-a-number and infinite cells come right after. */
export function finiteCellCount(profile: NumericProfile): number {
  return profile.counts.length - 3;
}

/** numericCells lists the ordered finite cells with their bounds, for charts. */
export function numericCells(profile: NumericProfile): NumericCell[] {
  const boundaries = boundariesOf(profile);
  const atoms = new Set(profile.atoms);
  const cells = boundaries.map((upper, i) => ({
    lower: boundaries[i - 1] ?? -Infinity,
    upper,
    atom: atoms.has(upper),
  }));
  return [...cells, { lower: boundaries.at(-1) ?? -Infinity, upper: Infinity, atom: false }];
}

/** numericCellLocator gives the lookup of cells. Booleans count as 0 and 1, bigints as numbers, other things as not a number. */
export function numericCellLocator(profile: NumericProfile): (value: unknown) => number {
  const boundaries = Float64Array.from(boundariesOf(profile));
  const search = indexedSearch(boundaries);
  const nullCell = boundaries.length + 1;
  return (value) => {
    if (value === null || value === undefined) return nullCell;
    const number = asNumber(value);
    if (Number.isFinite(number)) return search(number);
    return Number.isNaN(number) ? nullCell + 1 : nullCell + 2;
  };
}

interface Run {
  value: number;
  count: number;
}

function partition(values: Iterable<unknown>): {
  finite: Float64Array;
  nulls: number;
  notNumbers: number;
  infinities: number;
} {
  const finite: number[] = [];
  let [nulls, notNumbers, infinities] = [0, 0, 0];
  for (const value of values) {
    if (value === null || value === undefined) {
      nulls += 1;
      continue;
    }
    const number = asNumber(value);
    if (Number.isFinite(number)) finite.push(number);
    else if (Number.isNaN(number)) notNumbers += 1;
    else infinities += 1;
  }
  return { finite: sortedDoubles(finite), nulls, notNumbers, infinities };
}

function runsOf(sorted: Float64Array): Run[] {
  const runs: Run[] = [];
  for (const value of sorted) {
    const last = runs.at(-1);
    if (last && last.value === value) last.count += 1;
    else runs.push({ value, count: 1 });
  }
  return runs;
}

function chooseAtoms(runs: Run[], n: number, maxCells: number): { atoms: number[]; fewValued: boolean } {
  const limit = Math.min(FEW_VALUES, Math.floor(maxCells / 4));
  if (runs.length <= limit && n >= MIN_REPEATS * runs.length)
    return { atoms: runs.map((run) => run.value), fewValued: n > 0 };
  const heavy = runs.filter((run) => run.count > 1 && run.count * maxCells >= 4 * n);
  return { atoms: heavy.map((run) => run.value), fewValued: false };
}

/** chooseEdges cuts what is left between the atoms so that each cell holds about the same mass, and notes where min and max end. */
function chooseEdges(runs: Run[], atoms: ReadonlySet<number>, maxCells: number): number[] {
  const first = runs[0];
  if (!first) return [];
  const rest = runs.reduce((sum, run) => (atoms.has(run.value) ? sum : sum + run.count), 0);
  const share = rest / Math.max(1, maxCells - FIXED_CELLS - 2 * atoms.size);

  const edges: number[] = [];
  if (!atoms.has(first.value)) edges.push(nextBelow(first.value));
  let wanted = share;
  let seen = 0;
  runs.forEach((run, i) => {
    if (atoms.has(run.value)) return;
    seen += run.count;
    const next = runs[i + 1];
    if (!next) {
      edges.push(run.value);
    } else if (seen >= wanted) {
      // The next atom ends this cell by itself.
      if (!atoms.has(next.value)) edges.push(shortestBetween(run.value, next.value));
      wanted = (Math.floor(seen / share + 1e-9) + 1) * share;
    }
  });
  return edges;
}

function boundariesOf({ edges, atoms }: Pick<NumericProfile, 'edges' | 'atoms'>): number[] {
  const all = new Set(edges);
  for (const atom of atoms) all.add(nextBelow(atom)).add(atom);
  return [...all].sort((a, b) => a - b);
}
