import { expect, it } from 'vitest';
import { heatCell } from './heat-cell.js';

const cell = (effectLow: number, verdict: 'drift' | 'small' | 'none' | 'no_data') => ({
  effect: effectLow + 0.02,
  effectLow,
  adjustedP: 0.5,
  verdict,
});

it.each([
  [null, 0, '–', 'not compared'],
  [cell(0, 'none'), 0, '', 'no change beyond chance'],
  [cell(0.03, 'small'), 1, '○', 'real but small'],
  [cell(0.09, 'small'), 2, '○', 'real but small'],
  [cell(0.1, 'drift'), 3, '●', 'real and large: an alarm'],
  [cell(0.5, 'drift'), 4, '●', 'real and large: an alarm'],
  [cell(0, 'no_data'), 0, 'o', 'too few rows to tell'],
])('%j is step %i, marked %s', (one, step, mark, words) => {
  expect(heatCell(one, 0.1)).toEqual({ step, mark, words });
});
