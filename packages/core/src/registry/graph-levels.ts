import type { OnnxOutline, OutlineGraph } from '@slipway/inference';

/** At most so many operators and groups are drawn at a time. */
const LIMIT = 150;
const PARTS = 40;
/** A group that holds more than this share of its level tells nothing: its own groups are shown in its place. */
const DOMINANT = 0.8;

/** GraphGroup is many operators drawn as one box; `at` is the level that shows what is inside. */
export interface GraphGroup {
  label: string;
  at: string;
  nodes: readonly number[];
}

/** GraphLevel is what is drawn at a time: operators of one graph (by their index) and groups of others. */
export interface GraphLevel {
  at: string;
  graph: OutlineGraph;
  trail: readonly { label: string; at: string }[];
  nodes: readonly number[];
  operators: readonly number[];
  groups: readonly GraphGroup[];
}

interface Group {
  label: string;
  nodes: number[];
}

/**
 * GraphLevels folds a model into levels of at most 150 boxes. A level with more operators is grouped by the scopes in their names
 * (`/encoder/layer.0/...`), or, where names tell nothing, in parts that follow each other. A level is named by the index of a
 * graph and of the groups on the way, `0.3.1`; the empty name is the outermost.
 */
export class GraphLevels {
  private readonly found = new Map<string, GraphLevel>();
  private readonly parents = new Map<number, { graph: number; node: number; attribute: string }>();

  constructor(private readonly outline: OnnxOutline) {
    outline.graphs.forEach(({ nodes }, graph) =>
      nodes.forEach((node, index) =>
        node.graphs.forEach(({ attribute, graph: inner }) =>
          this.parents.set(inner, { graph, node: index, attribute }),
        ),
      ),
    );
  }

  /** level finds a level by its name, or null. */
  level(at: string): GraphLevel | null {
    const known = this.found.get(at);
    if (known !== undefined) return known;
    const level = this.find(at);
    if (level !== null) this.found.set(at, level);
    return level;
  }

  private find(at: string): GraphLevel | null {
    if (at !== '' && !/^\d{1,6}(\.\d{1,3}){0,50}$/.test(at)) return null;
    const [graphIndex = 0, ...steps] = at === '' ? [] : at.split('.').map(Number);
    const graph = this.outline.graphs[graphIndex];
    if (graph === undefined) return null;
    const trail = [...this.trailTo(graphIndex)];
    let nodes: readonly number[] = graph.nodes.map((_, index) => index);
    let name = graphIndex === 0 ? '' : String(graphIndex);
    for (const step of steps) {
      const group = grouped(graph, nodes).groups[step];
      if (group === undefined) return null;
      nodes = group.nodes;
      name = `${name === '' ? '0' : name}.${step}`;
      trail.push({ label: group.label, at: name });
    }
    const { operators, groups } = grouped(graph, nodes);
    const prefix = name === '' ? '0' : name;
    return {
      at: name,
      graph,
      trail,
      nodes,
      operators,
      groups: groups.map((group, index) => ({ ...group, at: `${prefix}.${index}` })),
    };
  }

  /** levelOf is the level on which an operator is drawn as itself. */
  levelOf(graph: number, node: number): GraphLevel {
    for (let level = this.level(graph === 0 ? '' : String(graph))!; ;) {
      const group = level.groups.find(({ nodes }) => nodes.includes(node));
      if (group === undefined) return level;
      level = this.level(group.at)!;
    }
  }

  private trailTo(graph: number): GraphLevel['trail'] {
    const parent = this.parents.get(graph);
    if (parent === undefined) return [{ label: this.outline.graphs[graph]!.name || 'graph', at: '' }];
    const { op } = this.outline.graphs[parent.graph]!.nodes[parent.node]!;
    return [
      ...this.levelOf(parent.graph, parent.node).trail,
      { label: `${op} ${parent.attribute}`, at: String(graph) },
    ];
  }
}

function grouped(graph: OutlineGraph, nodes: readonly number[]): { operators: number[]; groups: Group[] } {
  if (nodes.length <= LIMIT) return { operators: [...nodes], groups: [] };
  const scopes = tellingScopes(graph, nodes);
  const alone = scopes.filter((scope) => scope.nodes.length === 1).flatMap((scope) => scope.nodes);
  const groups = scopes.filter((scope) => scope.nodes.length > 1);
  if (scopes.length <= LIMIT && groups.length > 1) return { operators: alone, groups };
  return { operators: [], groups: inParts(graph, nodes) };
}

function tellingScopes(graph: OutlineGraph, nodes: readonly number[]): Group[] {
  let scopes = byScope(graph, nodes);
  for (;;) {
    const dominant = scopes.find((scope) => scope.nodes.length > DOMINANT * nodes.length);
    const inner = dominant === undefined ? [] : byScope(graph, dominant.nodes);
    if (inner.length < 2 || scopes.length + inner.length > LIMIT) return scopes;
    scopes = scopes.flatMap((scope) => (scope === dominant ? inner : [scope]));
  }
}

/** Groups by the first part of the names behind what all names share; an operator without a further part stays alone. */
function byScope(graph: OutlineGraph, nodes: readonly number[]): Group[] {
  const names = nodes.map((node) => scopesOf(graph.nodes[node]!.name));
  const shared = sharedParts(names);
  const groups = new Map<string, Group>();
  nodes.forEach((node, index) => {
    const next = names[index]![shared];
    const key = next === undefined ? `operator ${node}` : `scope ${next}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { label: next ?? '', nodes: [node] });
    else group.nodes.push(node);
  });
  return [...groups.values()];
}

/** The parts of a name but the last, which is the operator's own. */
const scopesOf = (name: string): string[] =>
  name
    .split(name.includes('/') ? '/' : '.')
    .filter((part) => part !== '')
    .slice(0, -1);

function sharedParts(names: readonly (readonly string[])[]): number {
  const [first = []] = names;
  let shared = 0;
  while (shared < first.length && names.every((parts) => parts[shared] === first[shared])) shared += 1;
  return shared;
}

function inParts(graph: OutlineGraph, nodes: readonly number[]): Group[] {
  const size = Math.max(LIMIT, Math.ceil(nodes.length / PARTS));
  const groups: Group[] = [];
  for (let from = 0; from < nodes.length; from += size) {
    const part = nodes.slice(from, from + size);
    const [first, last] = [graph.nodes[part[0]!]!, graph.nodes[part.at(-1)!]!];
    groups.push({ label: `${part[0]! + 1} to ${part.at(-1)! + 1}: ${first.op} … ${last.op}`, nodes: part });
  }
  return groups;
}
