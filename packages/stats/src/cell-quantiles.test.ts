import { expect, it } from 'vitest';
import { cellQuantiles } from './cell-quantiles.js';
import { buildNumericCells } from './profile-numeric.js';
import { countValues } from './profile.js';

const spread = (rows: number) => Array.from({ length: rows }, (_, i) => (i + 0.5) / rows);

it('cellQuantiles are those of the rows, to a cell', () => {
  const profile = buildNumericCells(spread(10_000));
  cellQuantiles(profile, profile.counts, [0.01, 0.25, 0.5, 0.99]).forEach((value, i) =>
    expect(Math.abs(value - [0.01, 0.25, 0.5, 0.99][i]!)).toBeLessThan(0.002),
  );
  const half = countValues(
    profile,
    spread(1_000).map((value) => value / 2),
  );
  expect(cellQuantiles(profile, half, [0.5])[0]).toBeCloseTo(0.25, 2);
});

it('cellQuantiles are exact on few values, Infinity beyond the reference, NaN of nothing', () => {
  const few = buildNumericCells([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
  expect(cellQuantiles(few, few.counts, [0.1, 0.5, 1])).toEqual([1, 2, 3]);
  expect(cellQuantiles(few, countValues(few, [9, null]), [0.5])).toEqual([Infinity]);
  expect(cellQuantiles(few, countValues(few, [null]), [0.5])).toEqual([NaN]);
});
