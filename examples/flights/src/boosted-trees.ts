import { binColumn } from './bin-column.js';
import type { BinnedColumn } from './bin-column.js';
import { growTree, treeValue } from './grow-tree.js';
import type { GrowOptions, Tree } from './grow-tree.js';

/** BoostedTrees is a sum of regression trees over the log-odds `baseLogit`: logit(x) = baseLogit + sum of tree(x). */
export interface BoostedTrees {
  readonly baseLogit: number;
  readonly trees: readonly Tree[];
}

/** BoostingOptions say how many trees are fitted, on how many quantile bins a column (at most 256), and how each is grown. */
export interface BoostingOptions extends GrowOptions {
  readonly trees: number;
  readonly bins: number;
  readonly onTree?: (done: number) => void;
}

/**
 * fitBoostedTrees fits P(label = 1) by second-order gradient boosting of the log loss on histograms of quantile bins
 * (Chen and Guestrin 2016, eqs. 5 and 7). Columns are read as 32-bit floats. The same input gives the same trees.
 */
export function fitBoostedTrees(
  columns: readonly Float32Array[],
  labels: Uint8Array,
  options: BoostingOptions,
): BoostedTrees {
  const binned = columns.map((column): BinnedColumn => binColumn(column, options.bins));
  const count = labels.length;
  const share = labels.reduce((sum, label) => sum + label, 0) / count;
  const baseLogit = Math.log(share / (1 - share));
  const logits = new Float64Array(count).fill(baseLogit);
  const gradients = new Float32Array(count);
  const hessians = new Float32Array(count);
  const trees: Tree[] = [];
  for (let done = 0; done < options.trees; done += 1) {
    for (let row = 0; row < count; row += 1) {
      const probability = logistic(logits[row]!);
      gradients[row] = probability - labels[row]!;
      hessians[row] = probability * (1 - probability);
    }
    const { tree, leaves } = growTree(binned, gradients, hessians, options);
    for (let row = 0; row < count; row += 1) logits[row]! += tree[leaves[row]!]!.value;
    trees.push(tree);
    options.onTree?.(done + 1);
  }
  return { baseLogit, trees };
}

/** boostedProbability is P(label = 1) at one row of column values, compared as 32-bit floats as in training. */
export function boostedProbability({ baseLogit, trees }: BoostedTrees, values: Float32Array): number {
  return logistic(trees.reduce((logit, tree) => logit + treeValue(tree, values), baseLogit));
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
