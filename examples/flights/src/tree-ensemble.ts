import type { NodeProto } from 'onnx-buf';
import type { BoostedTrees } from './boosted-trees.js';
import { floats, integer, integers, mlDomain, operator, text, texts } from './onnx-graph.js';

/**
 * treeEnsemble is the TreeEnsembleRegressor that computes the logit of boosted trees, [N, columns] -> [N, 1]. A fork goes to
 * its true branch where value < threshold (BRANCH_LT), as in training.
 */
export function treeEnsemble({ baseLogit, trees }: BoostedTrees, input: string, output: string): NodeProto {
  const nodes = trees.flatMap((tree, treeId) => tree.map((node, nodeId) => ({ ...node, treeId, nodeId })));
  const leaves = nodes.filter(({ split }) => !split);
  const attributes = [
    integers(
      'nodes_treeids',
      nodes.map(({ treeId }) => treeId),
    ),
    integers(
      'nodes_nodeids',
      nodes.map(({ nodeId }) => nodeId),
    ),
    texts(
      'nodes_modes',
      nodes.map(({ split }) => (split ? 'BRANCH_LT' : 'LEAF')),
    ),
    integers(
      'nodes_featureids',
      nodes.map(({ split }) => split?.column ?? 0),
    ),
    floats(
      'nodes_values',
      nodes.map(({ split }) => split?.threshold ?? 0),
    ),
    integers(
      'nodes_truenodeids',
      nodes.map(({ split }) => split?.below ?? 0),
    ),
    integers(
      'nodes_falsenodeids',
      nodes.map(({ split }) => split?.atLeast ?? 0),
    ),
    integers(
      'target_treeids',
      leaves.map(({ treeId }) => treeId),
    ),
    integers(
      'target_nodeids',
      leaves.map(({ nodeId }) => nodeId),
    ),
    integers(
      'target_ids',
      leaves.map(() => 0),
    ),
    floats(
      'target_weights',
      leaves.map(({ value }) => value),
    ),
    floats('base_values', [baseLogit]),
    integer('n_targets', 1),
    text('aggregate_function', 'SUM'),
    text('post_transform', 'NONE'),
  ];
  return operator('TreeEnsembleRegressor', [input], output, attributes, mlDomain);
}
