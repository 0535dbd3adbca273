import { sliceName, type Evaluation, type MeasuredMetric } from '@slipway/contracts';
import type { DifferenceRow } from '../../../components/ui/difference-table.js';
import { formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import type { ComparisonPart } from './comparison.js';
import { judgedParts, pairedPart } from './judged-parts.js';
import { prominence } from './metric-history.js';

/** Measures of which less is better. */
const ERRORS = ['rmse', 'mae', 'log_loss', 'brier_score', 'ece'];

/**
 * measuredParts sets beside each other what Slipway measured of versions on the same rows: per dataset version and target that two of them or more
 * were measured on, the metrics with their intervals, the tests of one against another, gates, latency, and the slices, worst change against the
 * base first. A side is the finished evaluations of one version, newest first; the base is the first side. Empty when no two versions were
 * measured on the same rows.
 */
export function measuredParts(sides: readonly (readonly Evaluation[])[]): ComparisonPart[] {
  const keys = [...new Set(sides.flat().map(rowsMeasured))];
  return keys.flatMap((key) => {
    const newest = sides.map((side) => side.find((each) => rowsMeasured(each) === key) ?? null);
    if (newest.filter((each) => each !== null).length < 2) return [];
    const slices = sliceRows(newest);
    const paired = pairedPart(
      key,
      sides.map((side) => side.filter((each) => rowsMeasured(each) === key)),
    );
    return [
      {
        title: `Measured on ${key}`,
        note: 'by Slipway, with 95 % intervals and the change against the base',
        rows: metricRows(newest),
      },
      ...(paired === null ? [] : [paired]),
      ...judgedParts(key, newest),
      ...(slices.length === 0 ? [] : [{ title: `Slices of ${key}`, note: 'worst change first', rows: slices }]),
    ];
  });
}

/** rowsMeasured names the rows that an evaluation measured. */
export const rowsMeasured = ({ dataset, datasetVersion, target }: Evaluation): string =>
  `${dataset} v${datasetVersion}, ${target}`;

type Measured = MeasuredMetric & { rows: number | null };

function metricRows(sides: readonly (Evaluation | null)[]): DifferenceRow[] {
  const names = new Set(sides.flatMap((side) => side?.metrics.map(({ name }) => name) ?? []));
  return [...names]
    .toSorted((left, right) => prominence(left) - prominence(right))
    .map((name) =>
      rowOf(
        name,
        sides.map((side) => side && measured(side.metrics, name, side.rows)),
      ),
    );
}

/** A slice is compared by the most telling metric that it has. */
const keyOf = ({ column, value }: { column: string; value: string }): string => JSON.stringify([column, value]);

function sliceRows(sides: readonly (Evaluation | null)[]): DifferenceRow[] {
  const slices = sides.map((side) => side?.slices ?? []);
  const all = new Map(slices.flat().map((slice) => [keyOf(slice), sliceName(slice)]));
  return [...all]
    .map(([key, name]) => {
      const own = slices.map((side) => side.find((slice) => keyOf(slice) === key) ?? null);
      const metrics = own.flatMap((slice) => slice?.metrics.map((metric) => metric.name) ?? []);
      const metric = metrics.toSorted((left, right) => prominence(left) - prominence(right))[0] ?? '';
      const cells = own.map((slice) => slice && measured(slice.metrics, metric, slice.rows));
      return { row: rowOf(`${name}: ${metric}`, cells), worst: worstChange(metric, cells) };
    })
    .toSorted((left, right) => left.worst - right.worst)
    .map(({ row }) => row);
}

function measured(metrics: readonly MeasuredMetric[], name: string, rows: number | null): Measured | null {
  const found = metrics.find((metric) => metric.name === name);
  return found === undefined ? null : { ...found, rows };
}

function rowOf(key: string, sides: readonly (Measured | null)[]): DifferenceRow {
  const base = sides[0]?.value ?? null;
  return {
    key,
    cells: sides.map((side) => side && formatMetric(side.value)),
    notes: sides.map((side, index) => side && noteOf(side, index === 0 ? null : base)),
  };
}

function noteOf({ value, low, high, rows }: Measured, base: number | null): string {
  const change = base === null ? '' : `${value >= base ? '+' : ''}${formatMetric(value - base)}`;
  const count = rows === null ? '' : `n ${formatNumber(rows)}`;
  return [change, formatInterval(low, high, { digits: 4 }), count].filter((part) => part !== '').join(' ');
}

/** The lowest change against the base, signed so that less than 0 is worse; 0 where nothing can be compared. */
function worstChange(metric: string, [base, ...others]: readonly (Measured | null)[]): number {
  const direction = ERRORS.includes(metric) ? -1 : 1;
  const changes = others.map((other) => (base && other ? direction * (other.value - base.value) : 0));
  return Math.min(0, ...changes);
}
