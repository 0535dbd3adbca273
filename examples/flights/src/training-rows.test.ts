import { expect, test } from 'vitest';
import { tableOfLogged } from './training-rows.js';

const flight = { departure_minute: 600, distance: 337, origin: 'SFO', destination: 'LAX', score: 0.2 };

test('reads outcomes as labels, booleans and numbers, and leaves out rows without one', () => {
  const actuals = ['late', 'on time', true, false, 1, 0, 1n, 0n, null, undefined];
  const table = tableOfLogged(actuals.map((actual) => ({ ...flight, actual })));
  expect([...table.late]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
});

test('keeps features as they were logged, 64-bit integers of Parquet too', () => {
  const table = tableOfLogged([
    { ...flight, actual: 1 },
    { ...flight, distance: 2586n, destination: 'JFK', actual: 0 },
  ]);
  expect([...table.distance]).toEqual([337, 2586]);
  expect(Array.from(table.destination, (code) => table.airports[code])).toEqual(['LAX', 'JFK']);
});

test.each([
  [{ ...flight, actual: 'maybe' }, 'row 0 has the outcome maybe: expected late or on time'],
  [{ ...flight, distance: 'far', actual: 1 }, 'row 0 has no number in column distance'],
  [{ ...flight, origin: undefined, actual: 1 }, 'row 0 has no text in column origin'],
])('refuses %o', (row, message) => {
  expect(() => tableOfLogged([row])).toThrow(message);
});
