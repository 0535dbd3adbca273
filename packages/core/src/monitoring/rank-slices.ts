import type { SliceMove } from '@slipway/contracts';
import {
  cellLocator,
  decomposeMeanChange,
  finiteCellCount,
  numericCells,
  type Profile,
  type SliceChange,
} from '@slipway/stats';
import { isPredicted } from './watched-parts.js';

/** MeasuredRow is a row's inputs, and the number whose mean is explained. */
export interface MeasuredRow {
  inputs: Readonly<Record<string, unknown>>;
  value: number;
}

const RANGES = 4;
const SHOWN = 10;
/** A slice that adds less than this beyond its size explains nothing. */
const LEAST_SURPLUS = 0.05;

/**
 * rankSlices tells which rows a change comes from: for each feature other than `subject` the change of the mean is split exactly over its
 * categories, or over four ranges of equal reference mass, and the slices with the largest parts are shown, of all features together.
 * Left out are slices that add no more than any rows of their number would where all slices became otherwise alike: beyond chance (95 %,
 * all slices of a feature together), and by 5 % of the change or more.
 */
export function rankSlices(
  reference: readonly MeasuredRow[],
  current: readonly MeasuredRow[],
  profiles: Readonly<Record<string, Profile>>,
  subject: string,
): SliceMove[] {
  const [n, m] = [reference.length, current.length];
  const change = meanOf(current) - meanOf(reference);
  if (n === 0 || m === 0 || change === 0) return [];
  const features = Object.keys(profiles).filter((feature) => feature !== subject && !isPredicted(feature));
  return features
    .flatMap((feature) => {
      const sliceOf = slicer(profiles[feature]!);
      const labelled = (rows: readonly MeasuredRow[]) =>
        rows.map(({ inputs, value }) => ({ slice: sliceOf(inputs[feature]), value }));
      const parts = decomposeMeanChange(labelled(reference), labelled(current));
      const byShares = parts.reduce((sum, { byShare }) => sum + byShare / change, 0);
      return parts
        .map((one) => moveOf(feature, one, n, m, change))
        .filter(({ contribution, low, currentShare }) => {
          const usual = currentShare * (1 - byShares);
          return low > Math.max(0, usual) && contribution - usual >= LEAST_SURPLUS;
        });
    })
    .sort((a, b) => b.contribution - a.contribution)
    .slice(0, SHOWN);
}

function moveOf(feature: string, one: SliceChange, n: number, m: number, change: number): SliceMove {
  return {
    feature,
    value: one.slice,
    referenceShare: one.referenceRows / n,
    currentShare: one.currentRows / m,
    referenceMean: one.referenceMean,
    currentMean: one.currentMean,
    contribution: one.part / change,
    low: Math.min(one.low / change, one.high / change),
    byShare: one.byShare / change,
  };
}

/** A category is its name; few numbers are themselves; others the range of the reference's quarter that they lie in. */
function slicer(profile: Profile): (value: unknown) => string {
  if (profile.kind === 'categorical')
    return (value) => (value === null || value === undefined ? 'missing' : text(value));
  if (profile.fewValued) return (value) => (typeof value === 'number' ? text(value) : 'missing');
  const locate = cellLocator(profile);
  const finite = finiteCellCount(profile);
  const ends = quarterEnds(profile, finite);
  const names = numericCells(profile).map(({ upper }) => rangeName(ends, upper));
  return (value) => names[locate(value)] ?? 'missing';
}

function rangeName(ends: readonly number[], value: number): string {
  const range = ends.findIndex((end) => value <= end);
  if (range === -1) return ends.length === 0 ? 'any' : `above ${short(ends.at(-1)!)}`;
  return range === 0 ? `up to ${short(ends[0]!)}` : `${short(ends[range - 1]!)} to ${short(ends[range]!)}`;
}

function quarterEnds(profile: Extract<Profile, { kind: 'numeric' }>, finite: number): number[] {
  const total = profile.counts.slice(0, finite).reduce((sum, count) => sum + count, 0);
  const cells = numericCells(profile).slice(0, -1);
  const ends: number[] = [];
  let seen = 0;
  cells.forEach(({ upper }, cell) => {
    seen += profile.counts[cell]!;
    while (ends.length < RANGES - 1 && seen >= ((ends.length + 1) * total) / RANGES) ends.push(upper);
  });
  return [...new Set(ends)];
}

const text = (value: unknown): string =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 200);
const short = (value: number): string => String(Number(value.toPrecision(4)));
const meanOf = (rows: readonly MeasuredRow[]): number =>
  rows.reduce((sum, { value }) => sum + value, 0) / Math.max(1, rows.length);
