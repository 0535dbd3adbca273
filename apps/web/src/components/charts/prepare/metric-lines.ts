import type { MetricSeries } from '@slipway/contracts';
import type { ChartTable } from './chart-table.js';
import { countOf, formatNumber } from '../../../lib/format.js';
import { numberOf } from './compared-values.js';

/** NamedSeries is one metric of one run, under the name that the legend shows. */
export interface NamedSeries {
  name: string;
  series: MetricSeries;
}

/** MetricPicture is metrics over steps: a row a step with the fields `line0`, `line1` ...; null is a gap. */
export interface MetricPicture {
  rows: Record<string, number | null>[];
  sentence: string;
  table: ChartTable;
}

/** metricPicture lays series over one axis of steps. NaN and the infinities are gaps, and the sentence says how many there are. */
export function metricPicture(key: string, all: readonly NamedSeries[]): MetricPicture {
  const rows = new Map<number, Record<string, number | null>>();
  for (const [index, { series }] of all.entries()) {
    for (const { step, value } of series.points) {
      const row = rows.get(step) ?? { step };
      row[`line${index}`] = numberOf(value);
      rows.set(step, row);
    }
  }
  const inOrder = [...rows.values()].toSorted((left, right) => Number(left['step']) - Number(right['step']));
  return {
    rows: inOrder,
    sentence: all.map(({ name, series }) => sentenceOf(all.length > 1 ? name : key, series)).join(' '),
    table: {
      columns: ['step', ...all.map(({ name }) => name)],
      rows: inOrder.map((row) => [row['step'] ?? null, ...all.map((_, index) => row[`line${index}`] ?? null)]),
    },
  };
}

function sentenceOf(name: string, { points }: MetricSeries): string {
  const numbers = points
    .flatMap(({ low, high, value }) => [low, high, value])
    .map(numberOf)
    .filter((each) => each !== null);
  const last = points.at(-1);
  if (last === undefined || numbers.length === 0) return `${name}: no number was logged.`;
  const gaps = points.filter(({ value }) => numberOf(value) === null).length;
  const missing = gaps === 0 ? '' : `; ${countOf(gaps, 'point')} without a number`;
  return `${name}: last ${written(last.value)} at step ${last.step}, lowest ${formatNumber(Math.min(...numbers), 4)}, highest ${formatNumber(Math.max(...numbers), 4)}${missing}.`;
}

const written = (value: number | string): string => (typeof value === 'number' ? formatNumber(value, 4) : value);
