import type { Run } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { aRun } from './a-run.js';
import { parallelAxes } from './parallel-axes.js';
import { runKeys } from './run-values.js';

const runs: Run[] = [
  { ...aRun, params: { depth: '2', loss: 'gini' } },
  { ...aRun, params: { depth: '10', loss: 'log' }, metrics: [] },
  { ...aRun, params: { depth: '6' } },
];

it('orders numbers by size, texts by name, and keeps a missing value apart', () => {
  const axes = parallelAxes(runs, runKeys(runs));
  expect(axes.map(({ key, low, high, places }) => [key.id, low, high, places])).toEqual([
    ['metrics.auc', '0.91', '0.91', [0.5, null, 0.5]],
    ['params.depth', '2', '10', [0, 1, 0.5]],
    ['params.loss', 'gini', 'log', [0, 1, null]],
  ]);
});
