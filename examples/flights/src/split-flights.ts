import { everyKth, monthRows } from './flights-data.js';
import type { FlightRows, Flights } from './flights-data.js';

/** JanuarySplit are January's flights: of every fifth day for measuring, and 1 in 3 of the other days for training. */
export interface JanuarySplit {
  readonly training: FlightRows;
  readonly heldOut: FlightRows;
}

const minutesADay = 1440;
const heldOutDay = 5;
const trainingSample = 3;

/**
 * splitJanuary holds out whole days (5, 10 ... 30 January): the flights of one day share its weather, so that holding out
 * single flights would flatter the model.
 */
export function splitJanuary(flights: Flights): JanuarySplit {
  const january = monthRows(flights, 1);
  const isHeldOut = (row: number) => dayOfMonth(flights.departureMin[row] ?? 0) % heldOutDay === 0;
  return {
    training: everyKth(
      january.filter((row) => !isHeldOut(row)),
      trainingSample,
    ),
    heldOut: january.filter(isHeldOut),
  };
}

function dayOfMonth(januaryMin: number): number {
  return Math.floor(januaryMin / minutesADay) + 1;
}
