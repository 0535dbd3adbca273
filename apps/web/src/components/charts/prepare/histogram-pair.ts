import { formatNumber, formatPercent } from '../../../lib/format.js';
import type { ChartTable } from './chart-table.js';

/** HistogramCell is one cell with the share of reference and of current rows in it; both sum to 1. */
export interface HistogramCell {
  label: string;
  from: number | null;
  to: number | null;
  reference: number;
  current: number;
}

/** HistogramBar is a cell as it is drawn, with its name in full for reading. */
export interface HistogramBar {
  index: number;
  tick: string;
  name: string;
  reference: number;
  current: number;
}

/** HistogramPicture is all that the drawing needs. */
export interface HistogramPicture {
  bars: readonly HistogramBar[];
  top: number;
  sentence: string;
  table: ChartTable;
}

/** prepareHistogramPair names the cells and finds the one that changed most. */
export function prepareHistogramPair(cells: readonly HistogramCell[]): HistogramPicture {
  const bars = cells.map((cell, index) => ({
    index,
    tick: tickOf(cell),
    name: cell.label,
    reference: cell.reference,
    current: cell.current,
  }));
  const most = bars.reduce<HistogramBar | null>(
    (best, bar) => (best === null || change(bar) > change(best) ? bar : best),
    null,
  );
  return {
    bars,
    top: Math.max(0, ...bars.flatMap(({ reference, current }) => [reference, current])),
    sentence:
      most === null
        ? 'No rows to compare.'
        : `Most changed: ${most.name}, from ${formatPercent(most.reference, 1)} of reference rows to ${formatPercent(most.current, 1)} of current rows.`,
    table: {
      columns: ['Cell', 'Reference share', 'Current share'],
      rows: bars.map(({ name, reference, current }) => [name, reference, current]),
    },
  };
}

const change = ({ reference, current }: HistogramBar): number => Math.abs(current - reference);

/** A number cell is named by where it begins; cells are wide enough only for that. */
const tickOf = ({ label, from, to }: HistogramCell): string => {
  if (from !== null && Number.isFinite(from)) return formatNumber(from, 1);
  return to !== null && Number.isFinite(to) ? `≤ ${formatNumber(to, 1)}` : label;
};
