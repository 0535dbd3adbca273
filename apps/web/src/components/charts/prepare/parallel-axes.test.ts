import { expect, it } from 'vitest';
import { valueKeys, type Compared } from './compared-values.js';
import { parallelAxes } from './parallel-axes.js';

const thing = { id: '1', name: 'brave-auk', metrics: [{ key: 'auc', value: 0.91 }] };
const things: Compared[] = [
  { ...thing, params: { depth: '2', loss: 'gini' } },
  { ...thing, params: { depth: '10', loss: 'log' }, metrics: [] },
  { ...thing, params: { depth: '6' } },
];

it('orders numbers by size, texts by name, and keeps a missing value apart', () => {
  const axes = parallelAxes(things, valueKeys(things));
  expect(axes.map(({ key, low, high, places }) => [key.id, low, high, places])).toEqual([
    ['metrics.auc', '0.91', '0.91', [0.5, null, 0.5]],
    ['params.depth', '2', '10', [0, 1, 0.5]],
    ['params.loss', 'gini', 'log', [0, 1, null]],
  ]);
});
