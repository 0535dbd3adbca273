import { buildCategoricalCells, buildNumericCells, countValues } from '@slipway/stats';
import { expect, test } from 'vitest';
import { compareWindow, totalVariationLowerBound } from './compare-window.js';

const limits = { alpha: 0.01, floor: 0.1, minimumRows: 200 };
const golden = (count: number, step: number, shift = 0) =>
  Array.from({ length: count }, (_, i) => (((i + 1) * step) % 1) + shift);
const reference = golden(20_000, 0.6180339887498949);
const profile = buildNumericCells(reference, { maxCells: 1000 });
const window = (values: number[]) => [{ feature: 'distance', profile, current: countValues(profile, values) }];
const cities = (share: number, count: number) =>
  Array.from({ length: count }, (_, i) => (i % 100 < share * 100 ? 'SFO' : 'JFK'));

test.each([
  ['the same distribution', golden(5_000, 0.7548776662466927), 'ok', 'none'],
  ['a real but small shift', golden(20_000, 0.7548776662466927, 0.05), 'ok', 'small'],
  ['a real and large shift', golden(5_000, 0.7548776662466927, 0.3), 'firing', 'drift'],
  ['a large shift on too few rows', golden(150, 0.7548776662466927, 0.3), 'no_data', 'no_data'],
])('%s', (_, values, state, verdict) => {
  const outcome = compareWindow(window(values), values.length, limits);
  expect(outcome.state).toBe(state);
  expect(outcome.features[0]?.verdict).toBe(verdict);
});

test('categories are judged by total variation, and the sentence names the worst', () => {
  const cells = buildCategoricalCells(cities(0.5, 10_000));
  const outcome = compareWindow(
    [{ feature: 'origin', profile: cells, current: countValues(cells, cities(0.9, 5_000)) }],
    5_000,
    limits,
  );
  expect(outcome).toMatchObject({
    state: 'firing',
    features: [{ test: 'chi_square', verdict: 'drift', effect: expect.closeTo(0.4, 2) }],
  });
  expect(outcome.sentence).toContain('1 of 1 features drift');
});

test('an empty window is no drift and no crash', () => {
  expect(compareWindow(window([]), 0, limits)).toMatchObject({
    state: 'no_data',
    features: [{ pValue: null, effectLow: null }],
  });
});

test('the lower bound of total variation never exceeds the distance', () => {
  expect(totalVariationLowerBound(0.05, 200, 50_000, 9_000, 0.0025)).toBe(0);
  expect(totalVariationLowerBound(0.85, 200, 50_000, 7_764, 0.0025)).toBeGreaterThan(0.6);
});
