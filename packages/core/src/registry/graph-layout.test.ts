import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { layOut, type LayoutLine } from './graph-layout.js';

const boxesOf = (...ids: string[]) => ids.map((id) => ({ id, width: 100, height: 30 }));
const linesOf = (...pairs: string[]): LayoutLine[] => pairs.map((pair) => ({ from: pair[0]!, to: pair[1]! }));

function randomGraph(count: number) {
  const random = seededRandom(count);
  const boxes = Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    width: 60 + random() * 150,
    height: 30,
  }));
  const lines = boxes.slice(1).flatMap(({ id }, index) => {
    const sources = new Set([Math.floor(random() * (index + 1)), Math.max(0, index - Math.floor(random() * 3))]);
    return [...sources].map((from) => ({ from: `${from}`, to: id }));
  });
  return { boxes, lines };
}

describe('layOut', () => {
  it('is empty without boxes', () => expect(layOut([], [])).toMatchObject({ width: 0, height: 0, lines: [] }));

  it('puts a chain in one column', () => {
    const { places } = layOut(boxesOf('a', 'b', 'c'), linesOf('ab', 'bc'));
    expect([...places.values()].map(({ x }) => x)).toEqual([74, 74, 74]);
    expect([...places.values()].map(({ y }) => y)).toEqual([39, 113, 187]);
  });

  it('centres a box over two that it leads to', () => {
    const { places } = layOut(boxesOf('a', 'b', 'c'), linesOf('ab', 'ac'));
    expect(places.get('a')!.x).toBeCloseTo((places.get('b')!.x + places.get('c')!.x) / 2);
  });

  it('bends a line around the rows that it passes, and ends it at the boxes', () => {
    const { places, lines } = layOut(boxesOf('a', 'b', 'c'), linesOf('ab', 'bc', 'ac'));
    const points = lines[2]!;
    expect(points).toHaveLength(3);
    expect(Math.abs(points[1]![0] - places.get('b')!.x)).toBeGreaterThan(50);
    expect(points[0]![1]).toBe(places.get('a')!.y + 15);
    expect(points[2]![1]).toBe(places.get('c')!.y - 15);
  });

  it('draws circles, too', () => {
    const { lines } = layOut(boxesOf('a', 'b'), linesOf('ab', 'ba'));
    expect(lines[1]![0]![1]).toBeGreaterThan(lines[1]![1]![1]);
  });

  it('moves what is used late down to its use', () => {
    const { places } = layOut(boxesOf('a', 'b', 'c', 'd'), linesOf('ab', 'bc', 'dc'));
    expect(places.get('d')!.y).toBe(places.get('b')!.y);
  });

  it('lets no box overlap another, and every line run down, in a drawing that is always the same', () => {
    const { boxes, lines } = randomGraph(200);
    const layout = layOut(boxes, lines);
    for (const { from, to } of lines) expect(layout.places.get(from)!.y).toBeLessThan(layout.places.get(to)!.y);
    const placed = boxes.map((box) => ({ ...box, ...layout.places.get(box.id)! }));
    for (const [index, a] of placed.entries()) {
      expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width / 2).toBeLessThanOrEqual(layout.width);
      for (const b of placed.slice(index + 1))
        if (a.y === b.y) expect(Math.abs(a.x - b.x)).toBeGreaterThan((a.width + b.width) / 2);
    }
    expect(layOut(boxes, lines)).toEqual(layout);
  });
});
