import type { GraphBox, ModelGraph } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { neighbourOf } from './graph-neighbour.js';

const box = (id: string, x: number, y: number) => ({ id, x, y }) as GraphBox;
const line = (from: string, to: string) => ({ from, to, tensors: [], points: [] });
const graph = {
  boxes: [box('b', 200, 50), box('a', 100, 0), box('c', 110, 50), box('d', 150, 100)],
  lines: [line('a', 'b'), line('a', 'c'), line('b', 'd')],
} as unknown as ModelGraph;

describe('neighbourOf', () => {
  it.each([
    [null, 'ArrowDown', 'a'],
    ['a', 'ArrowDown', 'c'],
    ['d', 'ArrowUp', 'b'],
    ['c', 'ArrowRight', 'b'],
    ['b', 'ArrowLeft', 'c'],
    ['b', 'ArrowRight', undefined],
    ['c', 'ArrowDown', undefined],
  ] as const)('leads from %s by %s to %s', (from, key, to) => expect(neighbourOf(graph, from, key)?.id).toBe(to));
});
