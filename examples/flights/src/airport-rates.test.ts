import { expect, test } from 'vitest';
import { airportRates, rateOf } from './airport-rates.js';

test('shrinks the late share of an airport towards that of all, as if 200 more flights had it', () => {
  const codes = Uint16Array.from({ length: 400 }, (_, row) => (row < 300 ? 0 : 1));
  const late = Uint8Array.from({ length: 400 }, (_, row) => Number(row >= 300));
  const rates = airportRates(codes, late, ['ORD', 'SFO', 'GUM']);
  expect(rates.overall).toBeCloseTo(0.25, 6);
  expect(rateOf(rates, 'ORD')).toBeCloseTo((0 + 200 * 0.25) / 500, 6);
  expect(rateOf(rates, 'SFO')).toBeCloseTo((100 + 200 * 0.25) / 300, 6);
});

test('gives an airport without flights the share of all', () => {
  const rates = airportRates(Uint16Array.of(0, 0), Uint8Array.of(0, 1), ['ORD', 'GUM']);
  expect([...rates.byAirport.keys()]).toEqual(['ORD']);
  expect(rateOf(rates, 'GUM')).toBe(0.5);
});
