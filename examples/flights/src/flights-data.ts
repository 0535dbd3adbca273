import { fileURLToPath } from 'node:url';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import type { ColumnData, ParquetParsers } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * Flights is a table of flights as typed columns, row by row in the order of departure. `departureMin` counts minutes
 * since 2001-01-01 00:00 local time of the origin, `delayMin` is the delay on arrival (negative: early), `distanceMi`
 * the miles of the route; `origin` and `destination` are positions in `airports`.
 */
export interface Flights {
  readonly count: number;
  readonly departureMin: Int32Array;
  readonly delayMin: Int16Array;
  readonly distanceMi: Int16Array;
  readonly origin: Uint16Array;
  readonly destination: Uint16Array;
  readonly airports: readonly string[];
}

/** FlightRows are row numbers of a Flights table, ascending, so in the order of departure. */
export type FlightRows = Int32Array;

/** FlightMonth is a month of the file: 1 is January 2001, 6 is June. */
export type FlightMonth = 1 | 2 | 3 | 4 | 5 | 6;

/** firstMinuteMs is minute 0 of `departureMin` as epoch milliseconds, the file's local times read as UTC. */
const firstMinuteMs = Date.UTC(2001, 0, 1);

/** westernHubs are the origins whose flights alone are replayed from May on. */
export const westernHubs: readonly string[] = ['LAX', 'SFO', 'SEA', 'SAN', 'PDX', 'LAS', 'OAK', 'SJC', 'SMF'];

const minuteMs = 60_000;

/**
 * readFlights reads the 3,000,000 US flights of January to June 2001 that `vega-datasets` brings along, or another file
 * of the same columns. Row groups are read one after the other, so that only the typed columns (12 bytes a row) stay.
 */
export async function readFlights(path: string = flightsFile()): Promise<Flights> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const count = Number(metadata.num_rows);
  const codes = new Map<string, number>();
  const columns = {
    departureMin: new Int32Array(count),
    delayMin: new Int16Array(count),
    distanceMi: new Int16Array(count),
    origin: new Uint16Array(count),
    destination: new Uint16Array(count),
  };
  const codeOf = (value: unknown) => codes.get(String(value)) ?? codes.set(String(value), codes.size).size - 1;
  const onChunk = ({ columnName, columnData, rowStart }: ColumnData) => {
    if (columnName === 'date') fill(columns.departureMin, columnData, rowStart, Number);
    else if (columnName === 'delay') fill(columns.delayMin, columnData, rowStart, Number);
    else if (columnName === 'distance') fill(columns.distanceMi, columnData, rowStart, Number);
    else if (columnName === 'origin') fill(columns.origin, columnData, rowStart, codeOf);
    else if (columnName === 'destination') fill(columns.destination, columnData, rowStart, codeOf);
  };
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    await parquetRead({ file, metadata, compressors, parsers: minuteParser, rowStart, rowEnd, onChunk });
    rowStart = rowEnd;
  }
  return { count, ...columns, airports: [...codes.keys()] };
}

/** flightsFile is where the file of the npm package lies on this machine. */
function flightsFile(): string {
  return fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));
}

/** monthRows are all flights of a month, or of a span of months (both ends included). */
export function monthRows(flights: Flights, first: FlightMonth, last: FlightMonth = first): FlightRows {
  const start = lowerBound(flights.departureMin, monthStartMin(first));
  const end = lowerBound(flights.departureMin, monthStartMin(last + 1));
  return Int32Array.from({ length: end - start }, (_, position) => start + position);
}

/** rowsFrom are those of `rows` that depart from one of `origins`. */
export function rowsFrom(flights: Flights, rows: FlightRows, origins: readonly string[]): FlightRows {
  const wanted = flights.airports.map((airport) => origins.includes(airport));
  return rows.filter((row) => wanted[flights.origin[row] ?? -1]);
}

/** everyKth is the systematic sample of 1 in `k`: the first of `rows`, and every k-th after it, in their order. */
export function everyKth(rows: FlightRows, k: number): FlightRows {
  return Int32Array.from({ length: Math.ceil(rows.length / k) }, (_, position) => rows[position * k] ?? 0);
}

/** departureAt is the time of departure, the file's local time read as UTC: the event time of a replayed prediction. */
export function departureAt(flights: Flights, row: number): Date {
  return new Date(firstMinuteMs + (flights.departureMin[row] ?? 0) * minuteMs);
}

const microsecondsAMinute = 60_000_000n;
const firstMinute = firstMinuteMs / minuteMs;

const minuteParser: Partial<ParquetParsers> = {
  timestampFromMicroseconds: (microseconds) => Number(microseconds / microsecondsAMinute) - firstMinute,
};

function fill(
  into: Int32Array | Int16Array | Uint16Array,
  values: ArrayLike<unknown>,
  start: number,
  numberOf: (value: unknown) => number,
): void {
  for (let i = 0; i < values.length; i += 1) into[start + i] = numberOf(values[i]);
}

function monthStartMin(month: number): number {
  return (Date.UTC(2001, month - 1, 1) - firstMinuteMs) / minuteMs;
}

function lowerBound(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
