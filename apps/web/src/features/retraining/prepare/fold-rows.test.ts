import { expect, it } from 'vitest';
import { foldRows } from './fold-rows.js';

it('shows each metric by fold with mean and standard deviation, and gaps as gaps', () => {
  expect(foldRows([{ auc: 0.6 }, { auc: 0.8, log_loss: 0.5 }])).toEqual([
    { metric: 'auc', values: [0.6, 0.8], mean: 0.7, deviation: expect.closeTo(Math.SQRT2 / 10, 12) },
    { metric: 'log_loss', values: [null, 0.5], mean: 0.5, deviation: null },
  ]);
  expect(foldRows([])).toEqual([]);
});
