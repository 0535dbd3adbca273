import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { csvOf, parquetOf } from './datasets.js';

const table = {
  count: 2,
  departureMinute: Float32Array.of(1, 1439),
  distance: Float32Array.of(2176, 215),
  origin: Uint16Array.of(0, 2),
  destination: Uint16Array.of(1, 3),
  late: Uint8Array.of(1, 0),
  airports: ['LAS', 'PHL', 'ATL', 'SAV'],
};

test('writes flights as Parquet, features and label', async () => {
  const bytes = parquetOf(table);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual([
    { departure_minute: 1, distance: 2176, origin: 'LAS', destination: 'PHL', late: 1 },
    { departure_minute: 1439, distance: 215, origin: 'ATL', destination: 'SAV', late: 0 },
  ]);
});

test('writes flights as CSV with a header', () => {
  expect(csvOf(table)).toBe(
    'departure_minute,distance,origin,destination,late\r\n1,2176,LAS,PHL,1\r\n1439,215,ATL,SAV,0\r\n',
  );
});
