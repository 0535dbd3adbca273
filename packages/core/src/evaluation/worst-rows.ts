import type { WorstRow } from '@slipway/contracts';
import type { MeasuredRows } from './collect-rows.js';
import { lossesOf } from '../monitoring/index.js';

const SHOWN = 20;

/** worstRows are the rows that cost most, worst first; `row` counts the dataset's rows from 0. */
export function worstRows({ kind, rowNumbers, truth, predicted, classes }: MeasuredRows): WorstRow[] {
  const losses = lossesOf(kind, truth, predicted);
  const order = Uint32Array.from(losses.keys()).sort((a, b) => losses[b]! - losses[a]! || a - b);
  const shown = (value: number): string | number => (kind === 'multiclass' ? (classes[value] ?? '') : value);
  return Array.from(order.subarray(0, SHOWN), (row) => ({
    row: rowNumbers[row]!,
    target: shown(truth[row]!),
    predicted: shown(predicted[row]!),
    loss: losses[row]!,
  })).filter(({ loss }) => loss > 0);
}
