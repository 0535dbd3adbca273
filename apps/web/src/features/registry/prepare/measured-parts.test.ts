import type { Evaluation } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { measuredParts } from './measured-parts.js';

const metric = (name: string, value: number) => ({ name, value, low: value - 0.01, high: value + 0.01 });
const slice = (value: string, auc: number) => ({ column: 'origin', value, rows: 50, metrics: [metric('auc', auc)] });
const evaluation = (dataset: string, auc: number, slices: object[] = []) =>
  ({
    dataset,
    datasetVersion: 2,
    target: 'late',
    rows: 1000,
    metrics: [metric('auc', auc)],
    slices,
    gates: [],
    speed: [],
    champion: null,
  }) as unknown as Evaluation;

it('sets versions beside each other only on the same rows, the worst slice first', () => {
  const base = [evaluation('may', 0.7, [slice('ORD', 0.75), slice('SFO', 0.7)]), evaluation('april', 0.9)];
  const other = [evaluation('may', 0.72, [slice('SFO', 0.71), slice('ORD', 0.7)])];
  const parts = measuredParts([base, other]);
  expect(parts.map(({ title }) => title)).toEqual(['Measured on may v2, late', 'Slices of may v2, late']);
  expect(parts[0]?.rows).toEqual([
    {
      key: 'auc',
      cells: ['0.7000', '0.7200'],
      notes: ['[0.6900, 0.7100] 95 % n 1,000', '+0.0200 [0.7100, 0.7300] 95 % n 1,000'],
    },
  ]);
  expect(parts[1]?.rows.map(({ key, cells }) => [key, ...cells])).toEqual([
    ['origin = ORD: auc', '0.7500', '0.7000'],
    ['origin = SFO: auc', '0.7000', '0.7100'],
  ]);
});

it('takes the newest evaluation of a version, and knows that less of an error is better', () => {
  const error = (value: string, mae: number) => ({ ...slice(value, 0), metrics: [metric('mae', mae)] });
  const base = [evaluation('may', 0.7, [error('A', 1), error('B', 1)]), evaluation('may', 0.1)];
  const [measured, slices] = measuredParts([base, [evaluation('may', 0.7, [error('A', 0.5), error('B', 2)])]]);
  expect(measured?.rows[0]?.cells).toEqual(['0.7000', '0.7000']);
  expect(slices?.rows.map(({ key }) => key)).toEqual(['origin = B: mae', 'origin = A: mae']);
});

it('has nothing to say of versions that were measured on different data', () => {
  expect(measuredParts([[evaluation('may', 0.7)], [evaluation('june', 0.7)], []])).toEqual([]);
});
