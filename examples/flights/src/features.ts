import type { FlightRows, Flights } from './flights-data.js';

/**
 * FlightFeatures is what is known of a flight when it leaves the gate: minutes since midnight (local time of the origin),
 * miles to fly, and the two airports. The day of the week is left out on purpose: in one month it says more about that
 * month's storms than about Mondays, and months differ in their weekdays, which a monitor would take for drift.
 */
export interface FlightFeatures {
  readonly departure_minute: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/** FlightTable holds features and labels as columns; `origin` and `destination` are positions in `airports`, `late` is 1 or 0. */
export interface FlightTable {
  readonly count: number;
  readonly departureMinute: Float32Array;
  readonly distance: Float32Array;
  readonly origin: Uint16Array;
  readonly destination: Uint16Array;
  readonly late: Uint8Array;
  readonly airports: readonly string[];
}

/** lateAfterMin is the delay on arrival, in minutes, above which a flight counts as late. */
const lateAfterMin = 15;

/** outcomes are the two classes, in the order of the label: 0 is on time, 1 is late. */
export const outcomes = ['on time', 'late'] as const;

const minutesADay = 1440;

/** featuresOf are the features of one flight, as a row to predict on. */
export function featuresOf(flights: Flights, row: number): FlightFeatures {
  return {
    departure_minute: minuteOfDay(flights, row),
    distance: flights.distanceMi[row] ?? 0,
    origin: flights.airports[flights.origin[row] ?? -1] ?? '',
    destination: flights.airports[flights.destination[row] ?? -1] ?? '',
  };
}

/** isLate is the outcome of one flight: it arrived more than 15 minutes late. */
export function isLate(flights: Flights, row: number): boolean {
  return (flights.delayMin[row] ?? 0) > lateAfterMin;
}

/** tableOf are the features and outcomes of the given flights. */
export function tableOf(flights: Flights, rows: FlightRows): FlightTable {
  return {
    count: rows.length,
    departureMinute: Float32Array.from(rows, (row) => minuteOfDay(flights, row)),
    distance: Float32Array.from(rows, (row) => flights.distanceMi[row] ?? 0),
    origin: Uint16Array.from(rows, (row) => flights.origin[row] ?? 0),
    destination: Uint16Array.from(rows, (row) => flights.destination[row] ?? 0),
    late: Uint8Array.from(rows, (row) => Number(isLate(flights, row))),
    airports: flights.airports,
  };
}

/** tableRows are some rows of a table, as a table. */
export function tableRows(table: FlightTable, keep: (row: number) => boolean): FlightTable {
  const rows = Uint32Array.from({ length: table.count }, (_, row) => row).filter(keep);
  return {
    count: rows.length,
    departureMinute: Float32Array.from(rows, (row) => table.departureMinute[row] ?? 0),
    distance: Float32Array.from(rows, (row) => table.distance[row] ?? 0),
    origin: Uint16Array.from(rows, (row) => table.origin[row] ?? 0),
    destination: Uint16Array.from(rows, (row) => table.destination[row] ?? 0),
    late: Uint8Array.from(rows, (row) => table.late[row] ?? 0),
    airports: table.airports,
  };
}

function minuteOfDay(flights: Flights, row: number): number {
  return (flights.departureMin[row] ?? 0) % minutesADay;
}
