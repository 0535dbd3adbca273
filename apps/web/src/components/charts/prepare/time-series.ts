import { formatTime } from '../../../lib/format.js';
import type { ChartTable } from './chart-table.js';
import type { SeriesLook } from './series-look.js';
import { timeTicks } from './time-axis.js';

/** TimePoint is one measured value; null is "not measured", never zero. */
export interface TimePoint {
  /** Milliseconds since 1970. */
  at: number;
  value: number | null;
  band?: readonly [number, number] | null;
}

/** TimeSeriesInput is one line with its name and look. */
export interface TimeSeriesInput {
  key: string;
  label: string;
  look: SeriesLook;
  points: readonly TimePoint[];
  /** Held until the next point: drawn as steps. */
  steps?: boolean;
}

/** TimeMark is something that happened at a time, such as a new version. */
export interface TimeMark {
  at: number;
  label: string;
}

/** TimeSeriesQuestion is what to draw; with `bucketMs` empty buckets become gaps, with `gapMs` points further apart do. */
export interface TimeSeriesQuestion {
  series: readonly TimeSeriesInput[];
  from: number;
  to: number;
  bucketMs?: number;
  gapMs?: number;
  marks?: readonly TimeMark[];
  /** What is shown, for the sentence: "p95 latency". */
  what: string;
  format: (value: number) => string;
  /** A value that always lies within the axis, such as a limit. */
  include?: number;
  /** A value axis that does not follow the data; points beyond it are drawn at its edge. */
  axis?: ValueAxis;
}

/** ValueAxis is a value axis with its ends and its ticks. */
export interface ValueAxis {
  from: number;
  to: number;
  ticks: readonly number[];
}

/** TimeRow is one time with the value of each series, its band under `<key>:band` and its unfinished end under `<key>:open`. */
export type TimeRow = { at: number } & Record<string, number | readonly [number, number] | null>;

/** TimeSeriesPicture is all that the drawing needs. */
export interface TimeSeriesPicture {
  series: readonly Omit<TimeSeriesInput, 'points'>[];
  rows: readonly TimeRow[];
  hasBands: boolean;
  from: number;
  to: number;
  ticks: readonly number[];
  top: number;
  axis: ValueAxis | null;
  marks: readonly TimeMark[];
  sentence: string;
  table: ChartTable;
}

const MOST_ROWS = 1500;
const MARK_DISTANCE = 0.02;

/** bandKey and openKey name the extra columns of a row. */
export const bandKey = (key: string): string => `${key}:band`;
/** openKey is the column that holds the last, unfinished bucket of a series with the one before it. */
export const openKey = (key: string): string => `${key}:open`;

/** prepareTimeSeries lays series on one time axis: gaps where nothing was measured, the unfinished last bucket apart, near marks merged. */
export function prepareTimeSeries(question: TimeSeriesQuestion): TimeSeriesPicture {
  const { series, from, to, bucketMs, gapMs, marks = [], include, axis = null } = question;
  const rows = thin(withGaps(rowsOf(series), bucketMs, gapMs));
  if (bucketMs !== undefined) markOpenEnd(rows, series, to, bucketMs);
  const values = series.flatMap(({ points }) => points.flatMap(({ value, band }) => [value ?? 0, band?.[1] ?? 0]));
  return {
    series,
    rows,
    hasBands: series.some(({ points }) => points.some(({ band }) => band)),
    from,
    to,
    ticks: timeTicks(from, to),
    top: Math.max(0, include ?? 0, ...values),
    axis,
    marks: mergeMarks(marks, from, to),
    sentence: sentenceOf(question),
    table: tableOf(series, rows),
  };
}

function rowsOf(series: readonly TimeSeriesInput[]): TimeRow[] {
  const rows = new Map<number, TimeRow>();
  for (const { key, points } of series) {
    for (const { at, value, band } of points) {
      const row: TimeRow = rows.get(at) ?? { at };
      row[key] = value;
      if (band) row[bandKey(key)] = band;
      rows.set(at, row);
    }
  }
  return [...rows.values()].sort((left, right) => left.at - right.at);
}

/** A row without values breaks every line, which is what "nothing was measured" looks like. */
function withGaps(rows: readonly TimeRow[], bucketMs: number | undefined, gapMs: number | undefined): TimeRow[] {
  const longest = gapMs ?? (bucketMs === undefined ? Infinity : bucketMs * 1.5);
  return rows.flatMap((row, index) => {
    const before = rows[index - 1];
    return before !== undefined && row.at - before.at > longest ? [{ at: (before.at + row.at) / 2 }, row] : [row];
  });
}

function thin(rows: TimeRow[]): TimeRow[] {
  const stride = Math.ceil(rows.length / MOST_ROWS);
  return stride <= 1
    ? rows
    : rows.filter((row, index) => index % stride === 0 || index === rows.length - 1 || Object.keys(row).length === 1);
}

function markOpenEnd(rows: TimeRow[], series: readonly TimeSeriesInput[], to: number, bucketMs: number): void {
  const last = rows.at(-1);
  const before = rows.at(-2);
  if (last === undefined || last.at + bucketMs <= to) return;
  for (const { key } of series) {
    last[openKey(key)] = last[key] ?? null;
    if (before !== undefined) before[openKey(key)] = before[key] ?? null;
    if (typeof before?.[key] === 'number') last[key] = null;
  }
}

function mergeMarks(marks: readonly TimeMark[], from: number, to: number): TimeMark[] {
  const merged: TimeMark[] = [];
  for (const mark of marks.toSorted((left, right) => left.at - right.at)) {
    const last = merged.at(-1);
    if (mark.at < from || mark.at > to) continue;
    if (last !== undefined && mark.at - last.at < (to - from) * MARK_DISTANCE)
      merged[merged.length - 1] = { at: last.at, label: `${last.label}, ${mark.label}` };
    else merged.push(mark);
  }
  return merged;
}

function sentenceOf({ series, what, format, to }: TimeSeriesQuestion): string {
  const parts = series.flatMap(({ label, points }) => {
    const measured = points.flatMap(({ value }) => (value === null ? [] : [value]));
    const last = measured.at(-1);
    if (last === undefined) return [];
    return [
      `${label} ${format(last)} now, between ${format(Math.min(...measured))} and ${format(Math.max(...measured))}`,
    ];
  });
  return parts.length === 0
    ? `${what}: nothing was measured until ${formatTime(new Date(to).toISOString(), to)}.`
    : `${what}: ${parts.join('; ')}.`;
}

function tableOf(series: readonly TimeSeriesInput[], rows: readonly TimeRow[]): ChartTable {
  const measured = rows.filter((row) => series.some(({ key }) => typeof (row[key] ?? row[openKey(key)]) === 'number'));
  return {
    columns: ['Time', ...series.map(({ label }) => label)],
    rows: measured.map((row) => [
      new Date(row.at).toISOString(),
      ...series.map(({ key }) => (row[key] ?? row[openKey(key)] ?? null) as number | null),
    ]),
  };
}
