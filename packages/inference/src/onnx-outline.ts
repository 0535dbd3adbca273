import { AttributeProto_AttributeType as AttributeType } from 'onnx-buf';
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from 'onnx-buf';
import { InferenceError } from './inference-error.js';
import { tensorText, typeText } from './onnx-types.js';
import { parseOnnx } from './parse-onnx.js';

const MAX_NODES = 100_000;
const LONGEST_TEXT = 200;

/** OutlineValue is a tensor between operators; its type is null when the file does not say. */
export interface OutlineValue {
  readonly name: string;
  readonly type: string | null;
}

/** OutlineInput is what an operator takes: from another node of its graph (its index), or from elsewhere. */
export interface OutlineInput extends OutlineValue {
  readonly from: number | 'input' | 'weights' | 'constant' | 'outer';
}

/** OutlineNode is one operator. Constants are told at the operators that take them, not as nodes. */
export interface OutlineNode {
  readonly name: string;
  /** Outside the standard domain as `domain:Operator`. */
  readonly op: string;
  readonly inputs: readonly OutlineInput[];
  readonly outputs: readonly OutlineValue[];
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  /** Graphs inside the operator (the branches of an If, the body of a Loop), by their index in the outline. */
  readonly graphs: readonly { readonly attribute: string; readonly graph: number }[];
}

/** OutlineGraph is a graph without its weights; `from` of an output is the node that makes it, null for none. */
export interface OutlineGraph {
  readonly name: string;
  readonly inputs: readonly OutlineValue[];
  readonly outputs: readonly (OutlineValue & { readonly from: number | null })[];
  readonly nodes: readonly OutlineNode[];
}

/** OnnxOutline is the structure of a model: its main graph first, then every graph inside one. */
export interface OnnxOutline {
  readonly graphs: readonly OutlineGraph[];
}

/** readOnnxOutline parses an ONNX file. InferenceError 422: `not_onnx`, and `graph_too_large` above 100,000 operators. */
export function readOnnxOutline(bytes: Uint8Array): OnnxOutline {
  const nested = nestedGraphs(parseOnnx(bytes).graph);
  return { graphs: nested.list.map((graph) => graphOutline(graph, nested)) };
}

/** NestedGraphs are a graph and all graphs inside it, with the names that each takes from the graphs around it. */
interface NestedGraphs {
  list: readonly GraphProto[];
  index: ReadonlyMap<GraphProto, number>;
  captured: ReadonlyMap<GraphProto, ReadonlySet<string>>;
}

/** Goes through lists, not by recursion, so that a hostile depth cannot overflow it. */
function nestedGraphs(main: GraphProto): NestedGraphs {
  const list = [main];
  let operators = 0;
  for (let at = 0; at < list.length; at += 1) {
    operators += list[at]!.node.length;
    if (operators > MAX_NODES)
      throw new InferenceError('graph_too_large', 422, `the graph has more than ${MAX_NODES} operators`);
    for (const node of list[at]!.node) for (const { graph } of innerGraphs(node)) list.push(graph);
  }
  const captured = new Map<GraphProto, Set<string>>();
  // A graph comes before the ones inside it.
  for (const graph of list.toReversed()) captured.set(graph, namesFromOutside(graph, captured));
  return { list, index: new Map(list.map((graph, index) => [graph, index])), captured };
}

function innerGraphs({ attribute }: NodeProto): { attribute: string; graph: GraphProto }[] {
  return attribute.flatMap(({ name, g, graphs }) =>
    [...(g ? [g] : []), ...graphs].map((graph) => ({ attribute: name, graph })),
  );
}

function namesFromOutside(graph: GraphProto, captured: ReadonlyMap<GraphProto, ReadonlySet<string>>): Set<string> {
  const names = new Set(graph.output.map(({ name }) => name));
  for (const node of graph.node) {
    for (const name of node.input) names.add(name);
    for (const inner of innerGraphs(node)) for (const name of captured.get(inner.graph)!) names.add(name);
  }
  for (const { name } of [...graph.input, ...graph.initializer]) names.delete(name);
  for (const { output } of graph.node) for (const name of output) names.delete(name);
  names.delete('');
  return names;
}

function graphOutline(graph: GraphProto, { index: indexOf, captured }: NestedGraphs): OutlineGraph {
  const made = new Set(graph.output.map(({ name }) => name));
  const isFolded = ({ opType, output }: NodeProto): boolean =>
    opType === 'Constant' && output.length === 1 && !made.has(output[0]!);
  const constants = new Map(graph.node.filter(isFolded).map((node) => [node.output[0]!, constantText(node)]));
  const weights = new Map(graph.initializer.map((tensor) => [tensor.name, tensorText(tensor)]));
  const inputs = graph.input.filter(({ name }) => !weights.has(name));
  const types = new Map(
    [...graph.valueInfo, ...graph.input, ...graph.output].map(({ name, type }) => [name, typeText(type)]),
  );
  const kept = graph.node.filter((node) => !isFolded(node));
  const maker = new Map(kept.flatMap(({ output }, index) => output.map((name): [string, number] => [name, index])));
  const given = new Set(inputs.map(({ name }) => name));
  const valueOf = (name: string): OutlineValue => ({ name: cut(name), type: types.get(name) ?? null });
  const inputOf = (name: string): OutlineInput => {
    const from = maker.get(name);
    if (from !== undefined) return { ...valueOf(name), from };
    if (given.has(name)) return { ...valueOf(name), from: 'input' };
    if (weights.has(name)) return { name: cut(name), type: weights.get(name)!, from: 'weights' };
    if (constants.has(name)) return { name: cut(name), type: constants.get(name)!, from: 'constant' };
    return { ...valueOf(name), from: 'outer' };
  };
  return {
    name: cut(graph.name),
    inputs: inputs.map(({ name }) => valueOf(name)),
    outputs: graph.output.map(({ name }) => ({ ...valueOf(name), from: maker.get(name) ?? null })),
    nodes: kept.map((node) => ({
      name: cut(node.name),
      op: node.domain === '' || node.domain === 'ai.onnx' ? node.opType : `${node.domain}:${node.opType}`,
      inputs: [...namesTakenBy(node, captured)].map(inputOf),
      outputs: node.output.filter((name) => name !== '').map(valueOf),
      attributes: node.attribute.map((attribute) => ({
        name: cut(attribute.name),
        value: cut(attributeText(attribute)),
      })),
      graphs: innerGraphs(node).map((inner) => ({ attribute: cut(inner.attribute), graph: indexOf.get(inner.graph)! })),
    })),
  };
}

/** What an operator takes itself, and what the graphs inside it take from around them; an input left out has an empty name. */
function namesTakenBy(node: NodeProto, captured: NestedGraphs['captured']): Set<string> {
  const names = new Set(node.input.filter((name) => name !== ''));
  for (const { graph } of innerGraphs(node)) for (const name of captured.get(graph)!) names.add(name);
  return names;
}

function constantText({ attribute }: NodeProto): string {
  const [value] = attribute;
  return value === undefined ? 'constant' : cut(value.t ? tensorText(value.t) : attributeText(value));
}

function attributeText(attribute: AttributeProto): string {
  const { type, f, i, s, t, floats, ints, strings, tensors, g, graphs } = attribute;
  const decoder = new TextDecoder();
  switch (type) {
    case AttributeType.FLOAT:
      return String(Number(f.toPrecision(7)));
    case AttributeType.INT:
      return String(i);
    case AttributeType.STRING:
      return decoder.decode(s.subarray(0, LONGEST_TEXT * 4));
    case AttributeType.TENSOR:
      return t ? tensorText(t) : 'tensor';
    case AttributeType.FLOATS:
      return listed(floats, (each) => String(Number(each.toPrecision(7))));
    case AttributeType.INTS:
      return listed(ints, String);
    case AttributeType.STRINGS:
      return listed(strings, (each) => decoder.decode(each.subarray(0, LONGEST_TEXT)));
    case AttributeType.TENSORS:
      return listed(tensors as TensorProto[], tensorText);
    case AttributeType.GRAPH:
      return `graph of ${g?.node.length ?? 0} operators`;
    case AttributeType.GRAPHS:
      return `${graphs.length} graphs`;
    default:
      return AttributeType[type] ?? `type ${type}`;
  }
}

function listed<T>(values: readonly T[], text: (value: T) => string): string {
  const shown = values.slice(0, 16).map(text).join(', ');
  return values.length > 16 ? `[${shown}, ... ${values.length} in all]` : `[${shown}]`;
}

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
