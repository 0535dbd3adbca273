import type { CellCounts, EventSpan, Route, RoutedBaseline } from '@slipway/core';
import { cellLocator, type CellLocator } from '@slipway/stats';

const MINUTE_MS = 60_000;
const MOST_CELLS = 200_000;
const SCORE = 'prediction';

/** CountedRow is one predicted row with its event time. */
export interface CountedRow {
  at: Date;
  inputs: Readonly<Record<string, unknown>>;
  /** The watched score; left out when a version other than the baseline's answered, whose scores are not comparable. */
  score?: unknown;
}

interface FeatureCells {
  counted: Omit<CellCounts, 'counts'>;
  locate: CellLocator;
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

  /** add counts the rows of one answered request. */
  add({ endpointId, baseline }: Pick<Route, 'endpointId' | 'baseline'>, rows: readonly CountedRow[]): void {
    for (const row of rows) {
      this.widenSpan(endpointId, row.at);
      if (baseline !== null) this.addRow(this.cellsOf(endpointId, baseline, row.at), row);
    }
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

  private addRow(cells: readonly FeatureCells[] | null, row: CountedRow): void {
    if (cells === null) {
      this.dropped += 1;
      return;
    }
    for (const { counted, locate, counts } of cells) {
      const isScore = counted.feature === SCORE;
      if (isScore && row.score === undefined) continue;
      const index = locate(isScore ? row.score : row.inputs[counted.feature]);
      counted.rows += 1;
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
  }

  /** One look-up a row, however many features there are. */
  private cellsOf(endpointId: string, baseline: RoutedBaseline, at: Date): FeatureCells[] | null {
    const minuteMs = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
    const key = `${endpointId} ${baseline.id} ${minuteMs}`;
    const held = this.minutes.get(key);
    if (held !== undefined) return held;
    const profiles = Object.entries(baseline.profiles);
    if (this.open + profiles.length > MOST_CELLS) return null;
    const minute = new Date(minuteMs);
    const cells = profiles.map(([feature, profile]): FeatureCells => {
      const counted = { endpointId, baselineId: baseline.id, feature, minute, rows: 0 };
      return { counted, locate: cellLocator(profile), counts: new Map() };
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
