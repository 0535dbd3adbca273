import type { EvaluationSlice, MeasuredMetric } from '@slipway/contracts';
import { holm, meanAndError, normalSf } from '@slipway/stats';
import type { Measured } from './measured.js';
import type { SliceColumn } from './row-columns.js';

const MOST_SLICES_OF_A_COLUMN = 20;
const FEWEST_ROWS = 20;
const SIGNIFICANCE = 0.05;
const QUARTERS = 4;

interface Group {
  value: string;
  rows: number[];
}

/**
 * measureSlices measures each group of rows of each slice column: the 20 most frequent values, or the quartiles of a number. A slice is
 * `worse` when its mean loss is above that of all other rows (Welch's test, Holm-adjusted over all slices, at 5 %); below 20 rows
 * nothing is concluded.
 */
export function measureSlices({ own, slices }: Measured): EvaluationSlice[] {
  const found = slices.flatMap((column) =>
    groupsOf(column).map((group) => ({ column: column.name, ...group, ...lossOutside(own.losses, group.rows) })),
  );
  const adjusted = holm(found.map(({ pValue }) => pValue));
  return found.map(({ column, value, rows, lossChange }, i): EvaluationSlice => {
    const known = rows.length >= FEWEST_ROWS;
    const pValue = known ? adjusted[i]! : null;
    return {
      column,
      value,
      rows: rows.length,
      metrics: own.metrics(rows),
      lossChange: known ? lossChange : null,
      pValue,
      verdict: pValue === null ? 'too_few' : pValue > SIGNIFICANCE ? 'like_rest' : lossChange > 0 ? 'worse' : 'better',
    };
  });
}

/** FairnessGap is the largest difference between the groups of a column. */
export interface FairnessGap {
  column: string;
  /** Largest difference of the share that is called positive (demographic parity difference). */
  demographicParity: number;
  /** Larger of the largest differences of true and of false positive rates (equalized odds difference). */
  equalizedOdds: number;
}

/** fairnessGaps compares the groups of each column with at least 20 rows each; a rate that a group does not have is not compared. */
export function fairnessGaps(slices: readonly EvaluationSlice[]): FairnessGap[] {
  const columns = [...new Set(slices.map(({ column }) => column))];
  return columns.flatMap((column) => {
    const groups = slices.filter((slice) => slice.column === column && slice.rows >= FEWEST_ROWS);
    if (groups.length < 2 || metricOf(groups[0]!.metrics, 'predicted_positive_share') === undefined) return [];
    const gap = (metric: string): number => {
      const rates = groups.map(({ metrics }) => metricOf(metrics, metric)).filter((rate) => rate !== undefined);
      return rates.length < 2 ? 0 : Math.max(...rates) - Math.min(...rates);
    };
    return {
      column,
      demographicParity: gap('predicted_positive_share'),
      equalizedOdds: Math.max(gap('recall'), gap('false_positive_rate')),
    };
  });
}

const metricOf = (metrics: readonly MeasuredMetric[], name: string): number | undefined =>
  metrics.find((metric) => metric.name === name && metric.low !== null)?.value;

/** take is the values at some rows. */
export function take(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/** lossOutside compares the mean loss of some rows with that of all others; p is 1 where one side has nothing to compare. */
function lossOutside(losses: Float64Array, rows: readonly number[]): { lossChange: number; pValue: number } {
  const inside = new Uint8Array(losses.length);
  for (const row of rows) inside[row] = 1;
  const own = meanAndError(losses.filter((_, row) => inside[row] === 1));
  const rest = meanAndError(losses.filter((_, row) => inside[row] === 0));
  const lossChange = own.mean - rest.mean;
  const z = Math.abs(lossChange) / Math.hypot(own.standardError, rest.standardError);
  return Number.isFinite(z) ? { lossChange, pValue: 2 * normalSf(z) } : { lossChange: 0, pValue: 1 };
}

function groupsOf(column: SliceColumn): Group[] {
  const numbers = column.asNumbers();
  if (numbers !== null) return quarters(numbers);
  const byCode = new Map<number, number[]>();
  column.asCodes().forEach((code, row) => {
    const rows = byCode.get(code);
    if (rows === undefined) byCode.set(code, [row]);
    else rows.push(row);
  });
  return [...byCode]
    .map(([code, rows]) => ({ value: column.names.list[code]!, rows }))
    .sort((a, b) => b.rows.length - a.rows.length)
    .slice(0, MOST_SLICES_OF_A_COLUMN);
}

/** quarters groups rows by the quartiles of a number; equal numbers stay together, and missing ones are a group of their own. */
function quarters(numbers: Float64Array): Group[] {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const cuts = [1, 2, 3].map((part) => sorted[Math.floor((part * sorted.length) / QUARTERS)]!);
  const edges = [...new Set(cuts)];
  const names = [
    ...edges.map((edge, i) => (i === 0 ? `< ${edge}` : `${edges[i - 1]} to < ${edge}`)),
    `>= ${edges.at(-1)}`,
  ];
  const groups: Group[] = [...names, '(missing)'].map((value) => ({ value, rows: [] }));
  numbers.forEach((value, row) => {
    const place = Number.isNaN(value) ? groups.length - 1 : edges.filter((edge) => value >= edge).length;
    groups[place]!.rows.push(row);
  });
  return groups.filter(({ rows }) => rows.length > 0);
}
