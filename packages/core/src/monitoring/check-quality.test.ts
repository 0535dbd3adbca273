import { buildCategoricalCells, buildNumericCells, countValues, type Profile } from '@slipway/stats';
import { expect, it } from 'vitest';
import { checkQuality } from './check-quality.js';

const limits = { alpha: 0.01, floor: 0.02, minimumRows: 200 };
const spread = (count: number, missing: number, scale = 1): (number | null)[] =>
  Array.from({ length: count }, (_, i) => (i % 100 < missing ? null : (((i + 1) * 0.6180339887498949) % 1) * scale));
const numeric = buildNumericCells(spread(10_000, 1));
const origins = (count: number, strangers: number) =>
  Array.from({ length: count }, (_, i) => (i % 100 < strangers ? 'MARS' : i % 2 === 0 ? 'SFO' : 'JFK'));
const categorical = buildCategoricalCells(origins(10_000, 0));

const checked = (profile: Profile, values: readonly unknown[], rows = values.length) =>
  checkQuality([{ feature: 'x', profile, current: countValues(profile, values) }], rows, limits);

it.each([
  ['values as before', numeric, spread(2000, 1), 'ok', 'none', null],
  ['a tenth missing', numeric, spread(2000, 10), 'firing', 'drift', 'missing'],
  ['a little more missing than before', numeric, spread(20_000, 3), 'ok', 'small', 'missing'],
  ['fewer missing than before', numeric, spread(20_000, 0), 'ok', 'none', null],
  ['a new category', categorical, origins(2000, 8), 'firing', 'drift', 'unseen'],
  ['numbers out of range', numeric, spread(2000, 1, 1.5), 'firing', 'drift', 'unseen'],
  [
    'no numbers where numbers were',
    numeric,
    spread(2000, 1).map((value, i) => (i % 9 === 0 ? NaN : value)),
    'firing',
    'drift',
    'no number',
  ],
  [
    'infinite numbers',
    numeric,
    spread(2000, 1).map((value, i) => (i % 9 === 0 ? Infinity : value)),
    'firing',
    'drift',
    'no number',
  ],
  ['all of it missing', numeric, spread(2000, 100), 'firing', 'drift', 'missing'],
  ['too few rows', numeric, spread(100, 50), 'no_data', 'no_data', 'missing'],
] as const)('%s', (_name, profile, values, state, verdict, location) => {
  const result = checked(profile, values);
  expect(result.state).toBe(state);
  expect(result.features[0]).toMatchObject({ verdict, test: 'fisher' });
  if (location !== null) expect(result.features[0]?.location).toBe(location);
});

it('says which feature, how much and since when it is more', () => {
  expect(checked(numeric, spread(2000, 10)).sentence).toBe(
    '1 of 1 features have values that the reference did not have (floor .02): x 10.0 % missing (up 9.0 %). 2,000 rows.',
  );
});

it('says what it looked for where nothing is bad', () => {
  expect(checked(categorical, origins(2000, 0)).sentence).toBe(
    "No value is missing, no number, new or out of the reference's range in any of 1 features. 2,000 rows.",
  );
});

it('nothing at all is no data and no crash', () => {
  expect(checked(numeric, []).state).toBe('no_data');
});

it('holds its error rate where nothing changed', () => {
  let alarms = 0;
  for (let start = 0; start < 200; start += 1) {
    const values = Array.from({ length: 400 }, (_, i) => {
      const u = ((i + start * 401) * 0.7548776662466927) % 1;
      return u < 0.01 ? null : ((i + start * 401) * 0.6180339887498949) % 1;
    });
    if (checked(numeric, values).features[0]!.adjustedP! < limits.alpha) alarms += 1;
  }
  expect(alarms).toBeLessThanOrEqual(6);
});
