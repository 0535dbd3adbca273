import type { OnnxOutline, OutlineNode } from '@slipway/inference';
import { describe, expect, it } from 'vitest';
import { drawLevel } from './graph-drawing.js';
import { GraphLevels } from './graph-levels.js';

const nodeOf = (index: number, name: string, graphs: OutlineNode['graphs'] = []): OutlineNode => ({
  name,
  op: 'Relu',
  inputs: [{ name: `t${index}`, type: null, from: index === 0 ? 'input' : index - 1 }],
  outputs: [{ name: `t${index + 1}`, type: null }],
  attributes: [],
  graphs,
});
/** A chain of operators; `nameOf` gives their names. */
const chain = (count: number, nameOf: (index: number) => string): OnnxOutline => ({
  graphs: [
    {
      name: 'main',
      inputs: [{ name: 't0', type: 'float32[N]' }],
      outputs: [{ name: `t${count}`, type: 'float32[N]', from: count - 1 }],
      nodes: Array.from({ length: count }, (_, index) => nodeOf(index, nameOf(index))),
    },
  ],
});
const draw = (outline: OnnxOutline, at: string) => drawLevel(new GraphLevels(outline).level(at)!, 0);

describe('GraphLevels', () => {
  it('draws a small graph as it is, between its inputs and outputs', () => {
    const { boxes, lines } = draw(chain(3, String), '');
    expect(boxes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'input t0',
      'operator 0',
      'operator 1',
      'operator 2',
      'output t3',
    ]);
    expect(lines.flatMap(({ tensors }) => tensors).toSorted((a, b) => a.localeCompare(b))).toEqual([
      't0',
      't1',
      't2',
      't3',
    ]);
  });

  it('groups a big graph by the scopes of its names, behind what all share', () => {
    const outline = chain(5_000, (index) => `/model/layer.${Math.floor(index / 100)}/part.${index % 2}/Relu_${index}`);
    const top = draw(outline, '');
    expect(top.boxes.filter(({ kind }) => kind === 'group')).toHaveLength(50);
    expect(top.boxes[1]).toMatchObject({ label: 'layer.0', operators: 100, into: [{ at: '0.0' }] });
    const inside = draw(outline, '0.1');
    expect(inside.trail.map(({ label }) => label)).toEqual(['main', 'layer.1']);
    expect(inside.boxes).toHaveLength(102);
    expect(inside.boxes.at(0)).toMatchObject({ kind: 'input', name: 't100' });
    expect(inside.boxes.at(-1)).toMatchObject({ kind: 'output', name: 't200' });
  });

  it('looks through a scope that holds nearly all', () => {
    const outline = chain(5_000, (index) =>
      index === 4_999 ? '/out/Last' : `/encoder/layer.${index % 50}/Relu_${index}`,
    );
    const { boxes } = draw(outline, '');
    expect(boxes.filter(({ kind }) => kind === 'group')).toHaveLength(50);
    expect(boxes.filter(({ kind }) => kind === 'operator')).toHaveLength(1);
  });

  it.each([
    ['names that tell nothing', () => ''],
    ['one name each', (index: number) => `/scope${index}/Relu`],
    ['one scope', (index: number) => `/all/Relu_${index}`],
  ])('cuts a big graph in parts: %s', (_, nameOf) => {
    const top = draw(chain(100_000, nameOf), '');
    expect(top.boxes.length).toBeLessThan(50);
    expect(draw(chain(100_000, nameOf), '0.3').boxes.length).toBeLessThan(50);
    expect(draw(chain(100_000, nameOf), '0.3.2').boxes).toHaveLength(152);
  });

  it('finds the level on which an operator is drawn', () => {
    const levels = new GraphLevels(chain(5_000, () => ''));
    const { at, operators } = levels.levelOf(0, 4_321);
    expect(operators).toContain(4_321);
    expect(levels.level(at)?.operators).toContain(4_321);
  });

  it('enters graphs inside operators, and knows the way back', () => {
    const outline = { graphs: [...chain(2, String).graphs, ...chain(1, () => 'inner').graphs] };
    const nodes = [nodeOf(0, 'if', [{ attribute: 'then_branch', graph: 1 }])];
    const graphs = [{ ...outline.graphs[0]!, nodes, outputs: [] }, outline.graphs[1]!];
    expect(draw({ graphs }, '').boxes[1]?.into).toEqual([{ label: 'then_branch', at: '1' }]);
    expect(draw({ graphs }, '1').trail).toEqual([
      { label: 'main', at: '' },
      { label: 'Relu then_branch', at: '1' },
    ]);
  });

  it.each(['x', '9', '0.0', '0.-1', '..'])('has no level %s', (at) =>
    expect(new GraphLevels(chain(3, String)).level(at)).toBeNull(),
  );
});
