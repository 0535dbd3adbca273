import { isPredicted, type CellCounts, type EventSpan, type Route, type RoutedBaseline } from '@slipway/core';
import { cellLocator, outlierCells, type CellLocator } from '@slipway/stats';
import type { RowSource } from './row-source.js';

const MINUTE_MS = 60_000;
const MOST_CELLS = 200_000;

/** CountedRows are the rows of one answered request, with their event times. */
export interface CountedRows {
  count: number;
  /** One time for all rows, or one a row. */
  at: Date | readonly Date[];
  inputs: Pick<RowSource, 'column'>;
  /** A watched part of the prediction by row; null when a version other than the baseline's answered, whose predictions are not comparable. */
  predicted: ((part: string) => (row: number) => unknown) | null;
}

/** Outliers are features by row. */
export type Outliers = Map<number, readonly string[]>;

interface FeatureCells {
  counted: Omit<CellCounts, 'counts'>;
  /** Known before any row is counted: there are many rows, and few features. */
  isPart: boolean;
  locate: CellLocator;
  outliers: ReadonlySet<number>;
  counts: Map<number, number>;
}

/**
 * CellCounter counts predicted rows on the cells of the stable version's baseline, by feature and minute of event time, and keeps the
 * range of event times. Beyond 200,000 open feature minutes new ones are dropped and counted as such.
 */
export class CellCounter {
  /** dropped counts rows that found no room. */
  dropped = 0;
  private minutes = new Map<string, FeatureCells[]>();
  private open = 0;
  private spans = new Map<string, EventSpan>();

  /**
   * add counts the rows of one answered request: rows of one minute together, a feature after the other. It tells which features of which
   * rows have a value that the reference never showed; null when none has.
   */
  add({ endpointId, baseline }: Pick<Route, 'endpointId' | 'baseline'>, rows: CountedRows): Outliers | null {
    const outliers: Outliers = new Map();
    for (let from = 0; from < rows.count;) {
      const at = timeOf(rows, from);
      const to = endOfMinute(rows, from);
      const last = rows.at instanceof Date ? from + 1 : to;
      for (let row = from; row < last; row += 1) this.widenSpan(endpointId, timeOf(rows, row));
      if (baseline !== null) this.addMinute(this.cellsOf(endpointId, baseline, at), rows, from, to, outliers);
      from = to;
    }
    return outliers.size === 0 ? null : outliers;
  }

  /** take returns what was counted since the last call. */
  take(): { cells: CellCounts[]; spans: EventSpan[] } {
    const filled = [...this.minutes.values()].flat().filter(({ counted }) => counted.rows > 0);
    const cells = filled.map(({ counted, counts }) => ({ ...counted, counts: [...counts].flat() }));
    const spans = [...this.spans.values()];
    this.minutes = new Map();
    this.open = 0;
    this.spans = new Map();
    return { cells, spans };
  }

  private addMinute(
    cells: readonly FeatureCells[] | null,
    rows: CountedRows,
    from: number,
    to: number,
    into: Outliers,
  ): void {
    if (cells === null) {
      this.dropped += to - from;
      return;
    }
    for (const { counted, isPart, locate, outliers, counts } of cells) {
      const { feature } = counted;
      const valueAt = isPart ? rows.predicted?.(feature) : rows.inputs.column(feature);
      if (valueAt === undefined) continue;
      for (let row = from; row < to; row += 1) {
        const index = locate(valueAt(row));
        counts.set(index, (counts.get(index) ?? 0) + 1);
        if (outliers.has(index)) into.set(row, [...(into.get(row) ?? []), counted.feature]);
      }
      counted.rows += to - from;
    }
  }

  /** One look-up for all rows of a minute, however many features there are. */
  private cellsOf(endpointId: string, baseline: RoutedBaseline, at: Date): FeatureCells[] | null {
    const minuteMs = minuteOf(at) * MINUTE_MS;
    const key = `${endpointId} ${baseline.id} ${minuteMs}`;
    const held = this.minutes.get(key);
    if (held !== undefined) return held;
    const profiles = Object.entries(baseline.profiles);
    if (this.open + profiles.length > MOST_CELLS) return null;
    const minute = new Date(minuteMs);
    const cells = profiles.map(([feature, profile]): FeatureCells => {
      const counted = { endpointId, baselineId: baseline.id, feature, minute, rows: 0 };
      return {
        counted,
        isPart: isPredicted(feature),
        locate: cellLocator(profile),
        outliers: outlierCells(profile),
        counts: new Map(),
      };
    });
    this.minutes.set(key, cells);
    this.open += cells.length;
    return cells;
  }

  private widenSpan(endpointId: string, at: Date): void {
    const span = this.spans.get(endpointId);
    if (span === undefined) this.spans.set(endpointId, { endpointId, firstAt: at, lastAt: at });
    else if (at < span.firstAt) span.firstAt = at;
    else if (at > span.lastAt) span.lastAt = at;
  }
}

const timeOf = ({ at }: CountedRows, row: number): Date => (at instanceof Date ? at : at[row]!);

const minuteOf = (at: Date): number => Math.floor(at.getTime() / MINUTE_MS);

/** The first row behind `from` that belongs to another minute. */
function endOfMinute(rows: CountedRows, from: number): number {
  if (rows.at instanceof Date) return rows.count;
  const minute = minuteOf(timeOf(rows, from));
  let to = from + 1;
  while (to < rows.count && minuteOf(timeOf(rows, to)) === minute) to += 1;
  return to;
}
