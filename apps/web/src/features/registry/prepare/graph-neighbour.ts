import type { GraphBox, ModelGraph } from '@slipway/contracts';

/** ArrowKey is a key that moves the selection. */
export type ArrowKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** isArrowKey tells arrow keys from other ones. */
export const isArrowKey = (key: string): key is ArrowKey => /^Arrow(Up|Down|Left|Right)$/.test(key);

/**
 * neighbourOf is the box that an arrow key leads to: up and down along the lines, to the nearest box; left and right in the same row.
 * Without a selection it is the first box.
 */
export function neighbourOf(
  { boxes, lines }: ModelGraph,
  selected: string | null,
  key: ArrowKey,
): GraphBox | undefined {
  const here = boxes.find(({ id }) => id === selected);
  if (here === undefined) return boxes.toSorted((a, b) => a.y - b.y || a.x - b.x)[0];
  const nearest = (found: readonly GraphBox[]): GraphBox | undefined =>
    found.toSorted((a, b) => distance(here, a) - distance(here, b))[0];
  const joined = (ids: readonly string[]): GraphBox[] => boxes.filter(({ id }) => ids.includes(id));
  if (key === 'ArrowDown') return nearest(joined(lines.filter(({ from }) => from === here.id).map(({ to }) => to)));
  if (key === 'ArrowUp') return nearest(joined(lines.filter(({ to }) => to === here.id).map(({ from }) => from)));
  const right = key === 'ArrowRight';
  return nearest(boxes.filter(({ x, y }) => y === here.y && (right ? x > here.x : x < here.x)));
}

const distance = (a: GraphBox, b: GraphBox): number => Math.hypot(a.x - b.x, a.y - b.y);
