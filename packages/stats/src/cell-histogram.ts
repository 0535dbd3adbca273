import { sumOf, sumOfFirst } from './chi-square.js';
import { finiteCellCount, numericCells } from './profile-numeric.js';
import type { NumericProfile } from './profile-numeric.js';
import type { Profile } from './profile.js';

const MAX_BARS = 30;

/** HistogramBar is a bar of the pair of histograms: shares of all values of each side, and for numeric bars the interval (lower, upper], null where open. */
export interface HistogramBar {
  label: string;
  lower: number | null;
  upper: number | null;
  reference: number;
  current: number;
}

/**
 * cellHistogram draws two counts on one profile as at most `maxBars` bars (default 30) plus the special cells that hold
 * something. Few-valued features and categories get a bar a value (the rest summed up), others equal widths between the 1% and
 * 99% points of the reference, with a bar for what lies beyond on each side.
 */
export function cellHistogram(
  profile: Profile,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  maxBars = MAX_BARS,
): HistogramBar[] {
  const bars =
    profile.kind === 'numeric' ? numericBars(profile, reference, maxBars) : categoryBars(profile.categories, maxBars);
  const n = Math.max(1, sumOf(reference));
  const m = Math.max(1, sumOf(current));
  return bars
    .map(({ cells, ...bar }) => ({
      ...bar,
      reference: cells.reduce((sum, cell) => sum + reference[cell]!, 0) / n,
      current: cells.reduce((sum, cell) => sum + current[cell]!, 0) / m,
    }))
    .filter((bar) => bar.lower !== null || bar.reference > 0 || bar.current > 0);
}

interface Bar {
  label: string;
  lower: number | null;
  upper: number | null;
  cells: number[];
}

function categoryBars(categories: readonly string[], maxBars: number): Bar[] {
  const shown = categories.slice(0, maxBars);
  const bar = (label: string, cells: number[]): Bar => ({ label, lower: null, upper: null, cells });
  const hidden = categories.slice(maxBars).map((_, i) => maxBars + i);
  const { length } = categories;
  return [
    ...shown.map((label, cell) => bar(label, [cell])),
    bar('other', [...hidden, length]),
    bar('unseen', [length + 1]),
    bar('null', [length + 2]),
  ];
}

function numericBars(profile: NumericProfile, reference: ArrayLike<number>, maxBars: number): Bar[] {
  const cells = numericCells(profile);
  const finite = finiteCellCount(profile);
  const valueBars = profile.fewValued && profile.atoms.length <= maxBars;
  const ends = valueBars ? profile.atoms : barEnds(profile, reference, maxBars);
  const bars: Bar[] = [...ends, Infinity].map((upper, i) => {
    const lower = ends[i - 1] ?? -Infinity;
    return {
      label: valueBars && Number.isFinite(upper) ? short(upper) : intervalLabel(lower, upper),
      lower: Number.isFinite(lower) && Number.isFinite(upper) ? lower : null,
      upper: Number.isFinite(upper) ? upper : null,
      cells: [],
    };
  });
  cells.forEach((cell, i) => {
    const bar = ends.findIndex((end) => cell.upper <= end);
    bars[bar === -1 ? bars.length - 1 : bar]!.cells.push(i);
  });
  const special = (label: string, cell: number): Bar => ({
    label,
    lower: null,
    upper: null,
    cells: [cell],
  });
  return [...bars, special('null', finite), special('not a number', finite + 1), special('infinite', finite + 2)];
}

/** barEnds are upper ends taken from the cells' own ends, so that no cell is split. */
function barEnds(profile: NumericProfile, reference: ArrayLike<number>, maxBars: number): number[] {
  const cells = numericCells(profile).slice(0, -1);
  if (cells.length === 0) return [];
  const low = cellQuantile(cells, reference, 0.01);
  const high = cellQuantile(cells, reference, 0.99);
  const width = (high - low) / Math.max(1, maxBars - 2);
  const ends = new Set([low]);
  let wanted = low + width;
  for (const { upper } of cells) {
    if (upper > high) break;
    if (upper < wanted) continue;
    ends.add(upper);
    wanted = upper + width;
  }
  ends.add(high);
  return [...ends].sort((a, b) => a - b);
}

function cellQuantile(cells: { upper: number }[], reference: ArrayLike<number>, q: number): number {
  const n = sumOfFirst(reference, cells.length);
  let seen = 0;
  for (const [cell, { upper }] of cells.entries()) {
    seen += reference[cell]!;
    if (seen >= q * n) return upper;
  }
  return cells.at(-1)!.upper;
}

function intervalLabel(lower: number, upper: number): string {
  if (lower === -Infinity) return upper === Infinity ? 'all' : `≤ ${short(upper)}`;
  return upper === Infinity ? `> ${short(lower)}` : `${short(lower)} – ${short(upper)}`;
}

function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}
