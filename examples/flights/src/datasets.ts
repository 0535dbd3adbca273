import { parquetWriteBuffer } from 'hyparquet-writer';
import type { FlightTable } from './features.js';

/** flightColumns are the columns of a dataset of flights, in order: the features of the model, then its label. */
const flightColumns = ['departure_minute', 'distance', 'origin', 'destination', 'late'] as const;

/** parquetOf are flights as a Parquet file (Snappy): 32-bit integers, texts, and `late` as 0 or 1. */
export function parquetOf(table: FlightTable): Uint8Array<ArrayBuffer> {
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'departure_minute', data: Int32Array.from(table.departureMinute), type: 'INT32' },
      { name: 'distance', data: Int32Array.from(table.distance), type: 'INT32' },
      { name: 'origin', data: namesOf(table.origin, table.airports), type: 'STRING' },
      { name: 'destination', data: namesOf(table.destination, table.airports), type: 'STRING' },
      { name: 'late', data: Int32Array.from(table.late), type: 'INT32' },
    ],
  });
  return new Uint8Array(buffer);
}

/** csvOf are flights as CSV (RFC 4180) with a header line; no value of theirs needs quotes. */
export function csvOf(table: FlightTable): string {
  const origin = namesOf(table.origin, table.airports);
  const destination = namesOf(table.destination, table.airports);
  const lines = Array.from(origin, (from, row) =>
    [table.departureMinute[row], table.distance[row], from, destination[row], table.late[row]].join(','),
  );
  return [flightColumns.join(','), ...lines, ''].join('\r\n');
}

function namesOf(codes: Uint16Array, airports: readonly string[]): string[] {
  return Array.from(codes, (code) => airports[code] ?? '');
}
