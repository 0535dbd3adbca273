import type { BinnedColumn } from './bin-column.js';

/** TreeNode is a leaf, or with `split` a fork: values of a column below `threshold` go to node `below`, others to `atLeast`. */
export interface TreeNode {
  readonly value: number;
  readonly split?: Split;
}

/** Split is the question of a fork. */
export interface Split {
  readonly column: number;
  readonly threshold: number;
  readonly below: number;
  readonly atLeast: number;
}

/** Tree is a list of nodes; node 0 is the root. */
export type Tree = readonly TreeNode[];

/** GrowOptions: levels of forks, shrinkage of each leaf, fewest rows in a leaf, and the L2 penalty on leaf values. */
export interface GrowOptions {
  readonly depth: number;
  readonly learningRate: number;
  readonly minLeafRows: number;
  readonly penalty: number;
}

/** treeValue is the value of the leaf that a row of column values falls into. */
export function treeValue(tree: Tree, values: Float32Array): number {
  let node = tree[0];
  while (node?.split) {
    const { column, threshold, below, atLeast } = node.split;
    node = tree[values[column]! < threshold ? below : atLeast];
  }
  return node?.value ?? 0;
}

/**
 * growTree grows one tree level by level, each node forked where the penalised loss falls most; `leaves` is the leaf of each row.
 * A leaf's value is -learningRate G / (H + penalty), with G and H its sums of gradients and hessians.
 */
export function growTree(
  columns: readonly BinnedColumn[],
  gradients: Float32Array,
  hessians: Float32Array,
  options: GrowOptions,
): { tree: Tree; leaves: Uint16Array } {
  const leaves = new Uint16Array(gradients.length);
  const root = sumAll(gradients, hessians);
  const tree: TreeNode[] = [{ value: leafValue(root, options) }];
  let open = [0];
  for (let level = 0; level < options.depth && open.length > 0; level += 1) {
    const histograms = countLevel(columns, gradients, hessians, leaves, open);
    const forks = new Map<number, Fork>();
    open.forEach((node, slot) => {
      const fork = bestFork(columns, histograms, slot, options);
      if (fork) forks.set(node, fork);
    });
    open = [];
    for (const [node, fork] of forks) {
      const below = tree.push({ value: leafValue(fork.below, options) }) - 1;
      const atLeast = tree.push({ value: leafValue(fork.atLeast, options) }) - 1;
      const threshold = columns[fork.column]!.cuts[fork.bin]!;
      tree[node] = { value: tree[node]!.value, split: { column: fork.column, threshold, below, atLeast } };
      open.push(below, atLeast);
    }
    sendRows(columns, leaves, tree, forks);
  }
  return { tree, leaves };
}

interface Sums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

interface Fork {
  readonly column: number;
  readonly bin: number;
  readonly below: Sums;
  readonly atLeast: Sums;
}

interface Histograms {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly rows: Uint32Array;
}

const binSlots = 256;
const noSlot = 0xffff;
const smallestGain = 1e-3;

/** The cells of slot s and column c start at (s x columns + c) x 256. */
function countLevel(
  columns: readonly BinnedColumn[],
  gradients: Float32Array,
  hessians: Float32Array,
  leaves: Uint16Array,
  open: readonly number[],
): Histograms {
  const size = open.length * columns.length * binSlots;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size);
  const rows = new Uint32Array(size);
  const slots = new Uint16Array(Math.max(...open) + 1).fill(noSlot);
  open.forEach((node, slot) => {
    slots[node] = slot;
  });
  columns.forEach(({ bins }, column) => {
    for (let row = 0; row < bins.length; row += 1) {
      const slot = slots[leaves[row]!]!;
      if (slot === noSlot) continue;
      const cell = (slot * columns.length + column) * binSlots + bins[row]!;
      gradient[cell]! += gradients[row]!;
      hessian[cell]! += hessians[row]!;
      rows[cell]! += 1;
    }
  });
  return { gradient, hessian, rows };
}

function bestFork(
  columns: readonly BinnedColumn[],
  histograms: Histograms,
  slot: number,
  { minLeafRows, penalty }: GrowOptions,
): Fork | undefined {
  let best: Fork | undefined;
  let bestGain = smallestGain;
  columns.forEach(({ cuts }, column) => {
    const start = (slot * columns.length + column) * binSlots;
    const whole = sumCells(histograms, start, start + cuts.length + 1);
    let below: Sums = { gradient: 0, hessian: 0, rows: 0 };
    for (let bin = 0; bin < cuts.length; bin += 1) {
      below = addCell(below, histograms, start + bin);
      const atLeast = subtract(whole, below);
      if (below.rows < minLeafRows || atLeast.rows < minLeafRows) continue;
      const gain = score(below, penalty) + score(atLeast, penalty) - score(whole, penalty);
      if (gain <= bestGain) continue;
      bestGain = gain;
      best = { column, bin, below, atLeast };
    }
  });
  return best;
}

function sendRows(
  columns: readonly BinnedColumn[],
  leaves: Uint16Array,
  tree: Tree,
  forks: ReadonlyMap<number, Fork>,
): void {
  for (const [node, { column, bin }] of forks) {
    const { bins } = columns[column]!;
    const { below, atLeast } = tree[node]!.split!;
    for (let row = 0; row < leaves.length; row += 1) {
      if (leaves[row] === node) leaves[row] = bins[row]! <= bin ? below : atLeast;
    }
  }
}

function leafValue({ gradient, hessian }: Sums, { learningRate, penalty }: GrowOptions): number {
  return (-learningRate * gradient) / (hessian + penalty);
}

function score({ gradient, hessian }: Sums, penalty: number): number {
  return (gradient * gradient) / (hessian + penalty);
}

function sumAll(gradients: Float32Array, hessians: Float32Array): Sums {
  return {
    gradient: gradients.reduce((sum, gradient) => sum + gradient, 0),
    hessian: hessians.reduce((sum, hessian) => sum + hessian, 0),
    rows: gradients.length,
  };
}

function sumCells(histograms: Histograms, start: number, end: number): Sums {
  let sums: Sums = { gradient: 0, hessian: 0, rows: 0 };
  for (let cell = start; cell < end; cell += 1) sums = addCell(sums, histograms, cell);
  return sums;
}

function addCell(sums: Sums, { gradient, hessian, rows }: Histograms, cell: number): Sums {
  return {
    gradient: sums.gradient + gradient[cell]!,
    hessian: sums.hessian + hessian[cell]!,
    rows: sums.rows + rows[cell]!,
  };
}

function subtract(whole: Sums, part: Sums): Sums {
  return {
    gradient: whole.gradient - part.gradient,
    hessian: whole.hessian - part.hessian,
    rows: whole.rows - part.rows,
  };
}
