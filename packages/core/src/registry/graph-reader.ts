import type { GraphMatch, ModelFile, ModelGraph } from '@slipway/contracts';
import { outlineModel, type OnnxOutline } from '@slipway/inference';
import type { ArtifactsService } from '../artifacts/index.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { drawLevel } from './graph-drawing.js';
import { GraphLevels } from './graph-levels.js';
import { refusedModel } from './read-model-file.js';

const KEPT = 8;
const MATCHES = 50;

interface ReadGraph {
  outline: OnnxOutline;
  levels: GraphLevels;
  operators: number;
}

/** Drawable is what the reader needs of a version. */
interface Drawable {
  model: string;
  version: number;
  files: readonly ModelFile[];
}

/** GraphReader draws the graphs of ONNX files, read in a child process; it remembers the structure of the last few. */
export class GraphReader {
  private readonly read = new Map<string, Promise<ReadGraph>>();

  constructor(private readonly artifacts: ArtifactsService) {}

  /** draw lays out one level of a version's graph; a level that is not there is `not_found`. */
  async draw(version: Drawable, at: string): Promise<ModelGraph> {
    const { levels, operators } = await this.graphOf(version);
    const level = levels.level(at);
    if (level === null) throw notFound('level of the graph', at);
    return drawLevel(level, operators);
  }

  /** search finds operators by a part of their name or kind, in the order of the file, graphs inside operators last. */
  async search(version: Drawable, q: string): Promise<{ items: GraphMatch[]; total: number }> {
    const { outline, levels } = await this.graphOf(version);
    const asked = q.toLowerCase();
    const found = outline.graphs.flatMap(({ nodes }, graph) =>
      nodes.flatMap(({ name, op }, node) =>
        name.toLowerCase().includes(asked) || op.toLowerCase().includes(asked) ? [{ graph, node, name, op }] : [],
      ),
    );
    const items = found.slice(0, MATCHES).map(({ graph, node, name, op }) => {
      const { at, trail } = levels.levelOf(graph, node);
      const where = trail
        .slice(1)
        .map(({ label }) => label)
        .join(' › ');
      return { id: `n${node}`, at, label: op, name: name === '' ? `no. ${node + 1}` : name, where };
    });
    return { items, total: found.length };
  }

  private graphOf({ model, version, files }: Drawable): Promise<ReadGraph> {
    const file = files.find(({ path }) => path.endsWith('.onnx'));
    if (file === undefined) throw new SlipwayError('not_onnx', `v${version} of ${model} has no ONNX file.`);
    const known = this.read.get(file.digest);
    if (known !== undefined) return known;
    const reading = this.readGraph(file.digest);
    reading.catch(() => this.read.delete(file.digest));
    this.read.set(file.digest, reading);
    const [oldest] = this.read.keys();
    if (this.read.size > KEPT && oldest !== undefined) this.read.delete(oldest);
    return reading;
  }

  private async readGraph(digest: string): Promise<ReadGraph> {
    const path = await this.artifacts.verifiedPath(digest);
    try {
      const outline = await outlineModel(path);
      const operators = outline.graphs.reduce((sum, { nodes }) => sum + nodes.length, 0);
      return { outline, levels: new GraphLevels(outline), operators };
    } catch (error) {
      throw refusedModel(error);
    }
  }
}
