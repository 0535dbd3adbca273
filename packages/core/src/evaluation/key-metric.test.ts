import type { MeasuredMetric } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { keyMetric, type Measured } from './key-metric.js';

const metric = (name: string, value: number): MeasuredMetric => ({ name, value, low: null, high: null });
const gate = (name: string, slice?: { column: string; value: string }) => ({
  metric: name,
  op: '>=' as const,
  threshold: 0,
  compare: 'value' as const,
  ...(slice && { slice }),
});
const where = { version: 2, dataset: 'may', datasetVersion: 1, evaluationId: 'e' };

it.each<[string, Measured['gates'], Measured['metrics'], string | undefined]>([
  ['what its first gate asks', [gate('recall'), gate('auc')], [metric('auc', 0.7), metric('recall', 0.4)], 'recall'],
  [
    'no gate on a slice',
    [gate('recall', { column: 'hub', value: 'LAX' })],
    [metric('recall', 1), metric('auc', 1)],
    'auc',
  ],
  ['no gate on what is not there', [gate('p95')], [metric('rmse', 3), metric('mae', 2)], 'rmse'],
  ['the first where nothing is usual', [], [metric('map', 0.3)], 'map'],
  ['nothing where nothing was measured', [gate('auc')], [], undefined],
  ['nothing where the result is an old one', [], null, undefined],
])('%s', (_, gates, metrics, expected) => expect(keyMetric({ ...where, gates, metrics })?.name).toBe(expected));

it('says of which version and data', () =>
  expect(keyMetric({ ...where, gates: [], metrics: [metric('auc', 0.7)] })).toEqual({
    ...where,
    name: 'auc',
    value: 0.7,
  }));
