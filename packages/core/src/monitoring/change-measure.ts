import { finiteCellCount, numericCells, type Profile } from '@slipway/stats';
import { short } from './verdict-words.js';
import type { WatchedFeature } from './compare-window.js';

/**
 * ChangeMeasure turns a feature's distance between two distributions into the mean of a 0/1 value, which can be split by slice and followed in
 * time: D is the difference of the shares up to one place, the total variation that of the categories that became more frequent.
 */
export interface ChangeMeasure {
  /** In words, as "share of distance up to 733". */
  measure: string;
  /** Cells whose values count as 1. */
  cells: ReadonlySet<number>;
  /** The first so many cells are counted at all: a missing number is on no side of a place. */
  counted: number;
}

/** changeMeasure finds that measure for a feature; null where a side is empty. */
export function changeMeasure({ feature, profile, current }: WatchedFeature): ChangeMeasure | null {
  const [n, m] = [sumOf(profile.counts), sumOf(current)];
  if (n === 0 || m === 0) return null;
  return profile.kind === 'numeric' ? upToPlace(feature, profile, current) : risen(feature, profile, current, n, m);
}

function upToPlace(
  feature: string,
  profile: Extract<Profile, { kind: 'numeric' }>,
  current: readonly number[],
): ChangeMeasure | null {
  const bounds = numericCells(profile);
  const of = (counts: readonly number[]): number => sumOf(counts.slice(0, bounds.length));
  const [n, m] = [of(profile.counts), of(current)];
  if (n === 0 || m === 0) return null;
  let [r, c, most, place] = [0, 0, 0, 0];
  bounds.forEach((_, cell) => {
    r += profile.counts[cell]! / n;
    c += current[cell]! / m;
    if (Math.abs(r - c) <= most) return;
    most = Math.abs(r - c);
    place = cell;
  });
  const upTo = bounds[place]!.upper;
  return {
    measure: `share of ${feature} up to ${Number(upTo.toPrecision(4))}`,
    cells: new Set(Array.from({ length: place + 1 }, (_, cell) => cell)),
    counted: bounds.length,
  };
}

function risen(
  feature: string,
  profile: Extract<Profile, { kind: 'categorical' }>,
  current: readonly number[],
  n: number,
  m: number,
): ChangeMeasure {
  const { categories } = profile;
  const labels = [...categories, 'other', 'values never seen', 'missing'];
  const rises = current
    .map((count, cell) => ({ cell, label: labels[cell]!, by: count / m - profile.counts[cell]! / n }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by);
  const named = rises.slice(0, 3).map(({ label, by }) => `${label} (+${short(by)})`);
  const more = rises.length > named.length ? ` and ${rises.length - named.length} more` : '';
  return {
    measure: `share of ${feature} that became more frequent: ${named.join(', ')}${more}`,
    cells: new Set(rises.map(({ cell }) => cell)),
    counted: current.length,
  };
}

/** badMeasure is the share of a feature's values that a monitor of quality objects to: missing, no number, or never seen in the reference. */
export function badMeasure({ feature, profile }: WatchedFeature): ChangeMeasure {
  const counted = profile.counts.length;
  if (profile.kind === 'categorical') {
    const unseen = profile.categories.length + 1;
    return {
      measure: `share of ${feature} that is missing or was never seen`,
      cells: new Set([unseen, unseen + 1]),
      counted,
    };
  }
  const finite = finiteCellCount(profile);
  return {
    measure: `share of ${feature} that is missing, no number or was never seen`,
    cells: new Set([0, finite - 1, finite, finite + 1, finite + 2]),
    counted,
  };
}

/** meanOf is the measure's mean over counts; null without any. */
export function meanOf({ cells, counted }: ChangeMeasure, counts: readonly number[]): number | null {
  const rows = sumOf(counts.slice(0, counted));
  return rows === 0 ? null : counts.reduce((sum, count, cell) => sum + (cells.has(cell) ? count : 0), 0) / rows;
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
