import type { GraphBox, GraphLine, GraphTensor, ModelGraph } from '@slipway/contracts';
import type { OutlineNode, OutlineValue } from '@slipway/inference';
import { layOut } from './graph-layout.js';
import type { GraphLevel } from './graph-levels.js';

const MAX_EDGE_BOXES = 60;
const SHOWN_TENSORS = 5;
const CHARACTER = 7.2;
const PADDING = 28;
const NARROWEST = 84;
const WIDEST = 260;

type Unplaced = Omit<GraphBox, 'x' | 'y'>;

/** drawLevel lays out one level: its operators and groups, what comes in from elsewhere above them, what goes out below. */
export function drawLevel(level: GraphLevel, operators: number): ModelGraph {
  const boxOf = new Map<number, string>();
  for (const node of level.operators) boxOf.set(node, `n${node}`);
  level.groups.forEach(({ at, nodes }) => nodes.forEach((node) => boxOf.set(node, `g${at}`)));
  const edges = new Edges();
  for (const node of level.nodes) {
    const to = boxOf.get(node)!;
    for (const { from, name } of level.graph.nodes[node]!.inputs) {
      if (typeof from === 'number') edges.add(boxOf.get(from) ?? edges.incoming(name), to, name);
      else if (from === 'input' || from === 'outer') edges.add(edges.incoming(name), to, name);
    }
  }
  for (const { name, from } of goingOut(level)) edges.add(boxOf.get(from)!, edges.outgoing(name), name);
  const types = new Map(
    level.graph.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]).map(({ name, type }) => [name, type]),
  );
  const boxes: Unplaced[] = [
    ...edges.boxes('input', types),
    ...level.operators.map((node) => operatorBox(node, level.graph.nodes[node]!)),
    ...level.groups.map(({ at, label, nodes }) =>
      groupBox(
        at,
        label,
        nodes.map((node) => level.graph.nodes[node]!.op),
      ),
    ),
    ...edges.boxes('output', types),
  ];
  const joined = edges.joined();
  const { width, height, places, lines } = layOut(boxes, joined);
  return {
    operators,
    at: level.at,
    trail: [...level.trail],
    width: Math.round(width),
    height: Math.round(height),
    boxes: boxes.map((box) => ({ ...box, x: Math.round(places.get(box.id)!.x), y: Math.round(places.get(box.id)!.y) })),
    lines: joined.map((line, index): GraphLine => ({ ...line, points: lines[index]! })),
  };
}

/** What is made on a level and used elsewhere, or is an output of the graph. */
function goingOut({ graph, nodes }: GraphLevel): { name: string; from: number }[] {
  const here = new Set(nodes);
  const used = graph.nodes.flatMap(({ inputs }, node) =>
    here.has(node)
      ? []
      : inputs.flatMap(({ name, from }) => (typeof from === 'number' && here.has(from) ? [{ name, from }] : [])),
  );
  const made = graph.outputs.flatMap(({ name, from }) => (from !== null && here.has(from) ? [{ name, from }] : []));
  return [...new Map([...made, ...used].map((each) => [each.name, each])).values()];
}

/** Edges collects lines between boxes, each pair once, and the boxes of tensors that come from or go to somewhere else. */
class Edges {
  private readonly lines = new Map<string, { from: string; to: string; tensors: string[] }>();
  private readonly ends = { input: new Map<string, string>(), output: new Map<string, string>() };

  incoming = (name: string): string => this.end('input', name);
  outgoing = (name: string): string => this.end('output', name);

  add(from: string, to: string, tensor: string): void {
    if (from === to) return;
    const key = `${from} ${to}`;
    const line = this.lines.get(key);
    if (line === undefined) this.lines.set(key, { from, to, tensors: [tensor] });
    else if (line.tensors.length < SHOWN_TENSORS && !line.tensors.includes(tensor)) line.tensors.push(tensor);
  }

  joined(): { from: string; to: string; tensors: string[] }[] {
    return [...this.lines.values()];
  }

  boxes(kind: 'input' | 'output', types: ReadonlyMap<string, string | null>): Unplaced[] {
    const names = Map.groupBy(this.ends[kind], ([, id]) => id);
    return [...names].map(([id, ends]) => {
      const name = ends.length === 1 ? ends[0]![0] : `${ends.length} more tensors`;
      const tensors = ends
        .slice(0, 20)
        .map(([each]): GraphTensor => ({ name: each, type: types.get(each) ?? null, kind: 'tensor' }));
      const box = { id, kind, label: name, name, ...sizeOf(name, 30), operators: 0, into: [], attributes: [] };
      return { ...box, inputs: kind === 'output' ? tensors : [], outputs: kind === 'input' ? tensors : [] };
    });
  }

  private end(kind: 'input' | 'output', name: string): string {
    const known = this.ends[kind].get(name);
    if (known !== undefined) return known;
    const id = this.ends[kind].size < MAX_EDGE_BOXES ? `${kind}:${this.ends[kind].size}` : `${kind}:more`;
    this.ends[kind].set(name, id);
    return id;
  }
}

function operatorBox(index: number, node: OutlineNode): Unplaced {
  return {
    id: `n${index}`,
    kind: 'operator',
    label: node.op,
    name: node.name,
    ...sizeOf(node.op, 34),
    operators: 1,
    into: node.graphs.map(({ attribute, graph }) => ({ label: attribute, at: String(graph) })),
    attributes: [...node.attributes],
    inputs: node.inputs.map(({ name, type, from }) => ({
      name,
      type,
      kind: from === 'weights' || from === 'constant' ? from : 'tensor',
    })),
    outputs: node.outputs.map(plainTensor),
  };
}

function groupBox(at: string, label: string, ops: readonly string[]): Unplaced {
  const counts = [...Map.groupBy(ops, (op) => op)].map(([op, of]) => ({ op, count: of.length }));
  const frequent = counts.sort((a, b) => b.count - a.count || a.op.localeCompare(b.op));
  return {
    id: `g${at}`,
    kind: 'group',
    label,
    name: `${ops.length.toLocaleString('en-US')} operators`,
    ...sizeOf(label, 50),
    operators: ops.length,
    into: [{ label, at }],
    attributes: frequent.slice(0, 20).map(({ op, count }) => ({ name: op, value: String(count) })),
    inputs: [],
    outputs: [],
  };
}

const plainTensor = ({ name, type }: OutlineValue): GraphTensor => ({ name, type, kind: 'tensor' });

const sizeOf = (label: string, height: number): { width: number; height: number } => ({
  width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, label.length * CHARACTER + PADDING))),
  height,
});
