import type { Heatmap } from '@slipway/contracts';

type Cell = Heatmap['features'][number]['cells'][number];

/** HeatCell is what a cell of the heatmap shows: a colour step of 0 to 4, a mark, and words for it. */
export interface HeatCell {
  step: number;
  mark: string;
  words: string;
}

const marks = { drift: '●', small: '○', none: '', no_data: 'o' } as const;
const words = {
  drift: 'real and large: an alarm',
  small: 'real but small',
  none: 'no change beyond chance',
  no_data: 'too few rows to tell',
} as const;

/** heatCell colours by the lower bound of the change, never by p: step 3 begins at the floor, 4 at twice the floor. */
export function heatCell(cell: Cell, floor: number): HeatCell {
  if (cell === null || cell.effect === null) return { step: 0, mark: '–', words: 'not compared' };
  const share = (cell.effectLow ?? 0) / floor;
  const step = [0.25, 0.5, 1, 2].filter((begin) => share >= begin).length;
  return { step, mark: marks[cell.verdict], words: words[cell.verdict] };
}
