import type { WorstRow } from '@slipway/contracts';
import type { Measured } from './measured.js';

const SHOWN = 20;

/** worstRows are the units that cost most, worst first; `row` counts the dataset's rows from 0 (of a query: its first row). */
export function worstRows({ own: { losses }, rowNumbers, said }: Measured): WorstRow[] {
  return greatest(losses, SHOWN).map((unit) => ({ row: rowNumbers[unit]!, ...said(unit), loss: losses[unit]! }));
}

/** greatest are the places of the `most` greatest values above 0, of equal ones the earlier first: a million values are not sorted for twenty. */
function greatest(values: Float64Array, most: number): number[] {
  const places: number[] = [];
  values.forEach((value, place) => {
    const least = places.length < most ? 0 : values[places.at(-1)!]!;
    if (!(value > least)) return;
    const at = places.findIndex((other) => values[other]! < value);
    places.splice(at < 0 ? places.length : at, 0, place);
    if (places.length > most) places.pop();
  });
  return places;
}
