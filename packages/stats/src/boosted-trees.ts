import { sortedDoubles } from './sort-doubles.js';

const BINS = 32;

/** BoostedTreesOptions: 60 trees of depth 3, steps of .1, leaves of 20 rows or more unless told. */
export interface BoostedTreesOptions {
  trees?: number;
  depth?: number;
  step?: number;
  smallestLeaf?: number;
}

/** BoostedTrees is a sum of small trees over numeric columns, plain JSON. */
export interface BoostedTrees {
  base: number;
  /** A complete binary tree each, node i with children 2i + 1 and 2i + 2; `column` -1 is a leaf. Rows with a value of at most `upTo` go left. */
  trees: { column: number[]; upTo: number[]; value: number[] }[];
  /** Share of the explained squares by column; all 0 when nothing was explained. */
  importance: number[];
}

/** Columns are values by column, then by row; not-a-number counts as the smallest value. */
export type Columns = readonly ArrayLike<number>[];

/**
 * fitBoostedTrees fits `target` by least squares (gradient boosting, Friedman 2001) on columns cut at 30 quantiles. The same rows give the
 * same trees. Throws a RangeError without rows.
 */
export function fitBoostedTrees(
  columns: Columns,
  target: ArrayLike<number>,
  options: BoostedTreesOptions = {},
): BoostedTrees {
  const { trees: count = 60, depth = 3, step = 0.1, smallestLeaf = 20 } = options;
  const n = target.length;
  if (n === 0) throw new RangeError('fitBoostedTrees: no rows');
  const cuts = columns.map(cutsOf);
  const bins = columns.map((values, column) => Uint8Array.from(values, (value) => binOf(cuts[column]!, value)));
  const base = Array.from(target).reduce((sum, value) => sum + value, 0) / n;
  const rest = Float64Array.from(target, (value) => value - base);
  const gains = columns.map(() => 0);
  const trees: BoostedTrees['trees'] = [];
  for (let made = 0; made < count; made += 1) {
    const { tree, node } = growTree({ bins, cuts, rest, depth, smallestLeaf, gains });
    tree.value = tree.value.map((value) => step * value);
    for (let row = 0; row < n; row += 1) rest[row]! -= tree.value[node[row]!]!;
    trees.push(tree);
  }
  const all = gains.reduce((sum, gain) => sum + gain, 0);
  return { base, trees, importance: gains.map((gain) => (all > 0 ? gain / all : 0)) };
}

/** predictBoostedTrees is the fitted value of each row. */
export function predictBoostedTrees({ base, trees }: BoostedTrees, columns: Columns, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = base;
    for (const { column, upTo, value } of trees) {
      let node = 0;
      while (column[node]! >= 0) node = 2 * node + (columns[column[node]!]![row]! > upTo[node]! ? 2 : 1);
      sum += value[node]!;
    }
    return sum;
  });
}

interface Growth {
  bins: readonly Uint8Array[];
  cuts: readonly number[][];
  rest: Float64Array;
  depth: number;
  smallestLeaf: number;
  gains: number[];
}

interface Split {
  gain: number;
  column: number;
  bin: number;
}

function growTree({ bins, cuts, rest, depth, smallestLeaf, gains }: Growth): {
  tree: BoostedTrees['trees'][number];
  node: Uint16Array;
} {
  const size = 2 ** (depth + 1) - 1;
  const node = new Uint16Array(rest.length);
  const tree = {
    column: Array.from({ length: size }, () => -1),
    upTo: Array.from({ length: size }, () => 0),
    value: Array.from({ length: size }, () => 0),
  };
  for (let level = 0; level < depth; level += 1) {
    const [first, end] = [2 ** level - 1, 2 ** (level + 1) - 1];
    const found = bestSplits({ bins, rest, smallestLeaf }, node, first, end);
    found.forEach((split, i) => {
      if (split === null) return;
      tree.column[first + i] = split.column;
      tree.upTo[first + i] = cuts[split.column]![split.bin]!;
      gains[split.column]! += split.gain;
    });
    for (let row = 0; row < rest.length; row += 1) {
      const at = node[row]!;
      const split = at >= first ? found[at - first] : null;
      if (split) node[row] = 2 * at + (bins[split.column]![row]! > split.bin ? 2 : 1);
    }
  }
  const counts = new Float64Array(size);
  rest.forEach((value, row) => {
    tree.value[node[row]!]! += value;
    counts[node[row]!]! += 1;
  });
  tree.value = tree.value.map((sum, at) => (counts[at]! > 0 ? sum / counts[at]! : 0));
  return { tree, node };
}

/** The split of each node that explains most, or null where none leaves enough rows on both sides. */
function bestSplits(
  { bins, rest, smallestLeaf }: Pick<Growth, 'bins' | 'rest' | 'smallestLeaf'>,
  node: Uint16Array,
  first: number,
  end: number,
): (Split | null)[] {
  const best: (Split | null)[] = Array.from({ length: end - first }, () => null);
  bins.forEach((bin, column) => {
    const sums = new Float64Array((end - first) * BINS);
    const counts = new Float64Array((end - first) * BINS);
    for (let row = 0; row < rest.length; row += 1) {
      if (node[row]! < first) continue;
      const at = (node[row]! - first) * BINS + bin[row]!;
      sums[at]! += rest[row]!;
      counts[at]! += 1;
    }
    best.forEach((known, i) => {
      const split = bestCut(
        sums.subarray(i * BINS, (i + 1) * BINS),
        counts.subarray(i * BINS, (i + 1) * BINS),
        smallestLeaf,
      );
      if (split !== null && split.gain > (known?.gain ?? 0)) best[i] = { ...split, column };
    });
  });
  return best;
}

function bestCut(sums: Float64Array, counts: Float64Array, smallestLeaf: number): Omit<Split, 'column'> | null {
  const sum = sums.reduce((total, value) => total + value, 0);
  const count = counts.reduce((total, value) => total + value, 0);
  let best: Omit<Split, 'column'> | null = null;
  let [left, leftCount] = [0, 0];
  for (let bin = 0; bin < BINS - 1; bin += 1) {
    left += sums[bin]!;
    leftCount += counts[bin]!;
    if (leftCount < smallestLeaf || count - leftCount < smallestLeaf) continue;
    const gain = left ** 2 / leftCount + (sum - left) ** 2 / (count - leftCount) - sum ** 2 / count;
    if (gain > (best?.gain ?? 1e-12)) best = { gain, bin };
  }
  return best;
}

/** Up to 30 quantiles, each once, after one below every number: a value of at most cut i lies in bin i or before. */
function cutsOf(values: ArrayLike<number>): number[] {
  const sorted = sortedDoubles(Array.from(values).filter((value) => !Number.isNaN(value)));
  const cuts = new Set<number>([-Infinity]);
  for (let cut = 1; cut < BINS - 1; cut += 1) cuts.add(sorted[Math.floor((cut * sorted.length) / (BINS - 1))] ?? 0);
  return [...cuts];
}

function binOf(cuts: readonly number[], value: number): number {
  if (Number.isNaN(value)) return 0;
  const bin = cuts.findIndex((cut) => value <= cut);
  return bin === -1 ? cuts.length : bin;
}
