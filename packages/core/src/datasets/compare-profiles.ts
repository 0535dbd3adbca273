import type { ColumnChange, ColumnProfile, DatasetComparison, DatasetVersion } from '@slipway/contracts';

/** compareProfiles tells what changed from one version of a dataset to another, from their profiles alone. */
export function compareProfiles(before: DatasetVersion, after: DatasetVersion): DatasetComparison {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const fresh = new Map(after.columns.map((column) => [column.name, column]));
  const shared = after.columns.flatMap((column) => {
    const earlier = old.get(column.name);
    return earlier === undefined ? [] : [{ before: earlier, after: column }];
  });
  const order = before.columns.filter(({ name }) => fresh.has(name)).map(({ name }) => name);
  return {
    dataset: after.dataset,
    before: { version: before.version, rows: before.rows, digest: before.digest },
    after: { version: after.version, rows: after.rows, digest: after.digest },
    schema: {
      added: after.columns.filter(({ name }) => !old.has(name)).map(({ name, type }) => ({ name, type })),
      removed: before.columns.filter(({ name }) => !fresh.has(name)).map(({ name, type }) => ({ name, type })),
      retyped: shared
        .filter((pair) => pair.before.type !== pair.after.type)
        .map((pair) => ({ name: pair.after.name, before: pair.before.type, after: pair.after.type })),
      reordered: shared.some((pair, index) => pair.after.name !== order[index]),
    },
    columns: shared
      .map((pair) => ({
        name: pair.after.name,
        ...pair,
        ...shiftBetween({ column: pair.before, rows: before.rows }, { column: pair.after, rows: after.rows }),
      }))
      .sort((a, b) => (b.shift ?? -1) - (a.shift ?? -1)),
  };
}

type Shift = Pick<ColumnChange, 'shift' | 'shiftBy' | 'shiftError'>;
const incomparable: Shift = { shift: null, shiftBy: null, shiftError: 0 };
const QUANTILE_STEP = 0.025;

/**
 * shiftBetween measures how far two distributions are apart, missing values left out. Categories, and columns with few different
 * values: the total variation, half the sum of the differences of shares; of values that are not listed only the sum of shares is
 * known, so it may be higher by `shiftError`. Other numbers: the Kolmogorov-Smirnov distance through the stored quantiles.
 */
function shiftBetween(before: Side, after: Side): Shift {
  const { type } = before.column;
  if (type !== after.column.type) return incomparable;
  const [p, q] = [sharesOf(before), sharesOf(after)];
  if (p === null || q === null) return incomparable;
  if (type === 'categorical' || (p.rest === 0 && q.rest === 0)) return totalVariation(p, q);
  return type === 'numeric' ? kolmogorovSmirnov(before.column, after.column) : incomparable;
}

/** Side is a column of one version, and how many rows that version has. */
interface Side {
  column: ColumnProfile;
  rows: number;
}

interface Shares {
  of: Map<string, number>;
  /** The share of all values that are not listed. */
  rest: number;
}

function sharesOf({ column, rows }: Side): Shares | null {
  const present = rows - column.missing - column.nan - column.infinite;
  if (present <= 0) return null;
  const of = new Map(column.top.map(({ value, count }) => [value, count / present]));
  const listed = column.top.reduce((sum, { count }) => sum + count, 0);
  return { of, rest: Math.max(0, present - listed) / present };
}

function totalVariation(p: Shares, q: Shares): Shift {
  // A value that only one side lists may be among the others of the other side.
  const known = new Set([
    ...[...p.of.keys()].filter((value) => q.of.has(value) || q.rest === 0),
    ...[...q.of.keys()].filter((value) => p.of.has(value) || p.rest === 0),
  ]);
  let difference = 0;
  let [left, right] = [1, 1];
  for (const value of known) {
    const [share, other] = [p.of.get(value) ?? 0, q.of.get(value) ?? 0];
    difference += Math.abs(share - other);
    left -= share;
    right -= other;
  }
  const shift = (difference + Math.abs(left - right)) / 2;
  const hidden = p.rest === 0 && q.rest === 0 ? 0 : Math.max(0, Math.min(left, right));
  return { shift, shiftBy: 'total_variation', shiftError: hidden };
}

function kolmogorovSmirnov(before: ColumnProfile, after: ColumnProfile): Shift {
  const [left, right] = [knotsOf(before), knotsOf(after)];
  const values = [...left, ...right].map(({ value }) => value);
  const shift = Math.max(...values.map((value) => Math.abs(cdf(left, value) - cdf(right, value))));
  const shiftError = Math.min(1, 2 * QUANTILE_STEP + before.quantileError + after.quantileError);
  return { shift, shiftBy: 'kolmogorov_smirnov', shiftError };
}

type Knot = ColumnProfile['quantiles'][number];

const knotsOf = ({ min, max, quantiles }: ColumnProfile): Knot[] => [
  ...(min === null ? [] : [{ q: 0, value: min }]),
  ...quantiles,
  ...(max === null ? [] : [{ q: 1, value: max }]),
];

/** The share of values up to `value`: linear between two quantiles, and the highest of those at the same value. */
function cdf(knots: readonly Knot[], value: number): number {
  const above = knots.findIndex((knot) => knot.value > value);
  if (above === 0) return 0;
  const low = above === -1 ? knots.at(-1)! : knots[above - 1]!;
  const high = knots[above];
  return high === undefined ? low.q : low.q + ((high.q - low.q) * (value - low.value)) / (high.value - low.value);
}
