import type { AttributeProto, GraphProto, ModelProto, NodeProto, SparseTensorProto, TensorProto } from 'onnx-buf';

/** OnnxVisitor is told of every node and every stored tensor of a model. */
export interface OnnxVisitor {
  node(node: NodeProto): void;
  tensor(tensor: TensorProto): void;
}

/**
 * walkOnnx visits every node and every stored tensor of a model, wherever ONNX allows one: initialisers, sparse ones,
 * attributes, nested subgraphs, functions and training graphs. It does not recurse, so a hostile depth cannot overflow it.
 */
export function walkOnnx(model: ModelProto, visitor: OnnxVisitor): void {
  const graphs: GraphProto[] = model.graph ? [model.graph] : [];
  for (const training of model.trainingInfo) {
    if (training.initialization) graphs.push(training.initialization);
    if (training.algorithm) graphs.push(training.algorithm);
  }
  for (const fn of model.functions) {
    visitNodes(fn.node, visitor, graphs);
    visitAttributes(fn.attributeProto, visitor, graphs);
  }
  for (let graph = graphs.pop(); graph; graph = graphs.pop()) {
    graph.initializer.forEach(visitor.tensor);
    visitSparse(graph.sparseInitializer, visitor);
    visitNodes(graph.node, visitor, graphs);
  }
}

function visitNodes(nodes: readonly NodeProto[], visitor: OnnxVisitor, graphs: GraphProto[]): void {
  for (const node of nodes) {
    visitor.node(node);
    visitAttributes(node.attribute, visitor, graphs);
  }
}

function visitAttributes(attributes: readonly AttributeProto[], visitor: OnnxVisitor, graphs: GraphProto[]): void {
  for (const attribute of attributes) {
    if (attribute.t) visitor.tensor(attribute.t);
    attribute.tensors.forEach(visitor.tensor);
    if (attribute.sparseTensor) visitSparse([attribute.sparseTensor], visitor);
    visitSparse(attribute.sparseTensors, visitor);
    if (attribute.g) graphs.push(attribute.g);
    for (const graph of attribute.graphs) graphs.push(graph);
  }
}

function visitSparse(tensors: readonly SparseTensorProto[], visitor: OnnxVisitor): void {
  for (const { values, indices } of tensors) {
    if (values) visitor.tensor(values);
    if (indices) visitor.tensor(indices);
  }
}
