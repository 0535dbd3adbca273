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

interface FeatureCells extends Omit<CellCounts, 'counts'> {
  counts: Map<number, number>;
}

/**
 * CellCounter counts predicted rows on the cells of the stable version's baseline, by feature and minute of event time, and keeps the
 * range of event times. Beyond 200,000 open feature minutes new ones are dropped and counted as such.
 */
export class CellCounter {
  /** dropped counts values that did not fit. */
  dropped = 0;
  private cells = new Map<string, FeatureCells>();
  private spans = new Map<string, EventSpan>();
  private readonly locators = new WeakMap<RoutedBaseline, [string, CellLocator][]>();

  /** add counts the rows of one answered request. */
  add({ endpointId, baseline }: Pick<Route, 'endpointId' | 'baseline'>, rows: readonly CountedRow[]): void {
    for (const row of rows) {
      this.widenSpan(endpointId, row.at);
      if (baseline !== null) this.addRow(endpointId, baseline, row);
    }
  }

  /** take returns what was counted since the last call. */
  take(): { cells: CellCounts[]; spans: EventSpan[] } {
    const cells = [...this.cells.values()].map((cell) => ({ ...cell, counts: [...cell.counts].flat() }));
    const spans = [...this.spans.values()];
    this.cells = new Map();
    this.spans = new Map();
    return { cells, spans };
  }

  private addRow(endpointId: string, baseline: RoutedBaseline, row: CountedRow): void {
    const minuteMs = Math.floor(row.at.getTime() / MINUTE_MS) * MINUTE_MS;
    for (const [feature, locate] of this.locatorsOf(baseline)) {
      if (feature === SCORE && row.score === undefined) continue;
      const cell = this.cellOf(endpointId, baseline.id, feature, minuteMs);
      if (cell === null) continue;
      const index = locate(feature === SCORE ? row.score : row.inputs[feature]);
      cell.rows += 1;
      cell.counts.set(index, (cell.counts.get(index) ?? 0) + 1);
    }
  }

  private locatorsOf(baseline: RoutedBaseline): [string, CellLocator][] {
    let locators = this.locators.get(baseline);
    if (locators === undefined) {
      locators = Object.entries(baseline.profiles).map(([feature, profile]) => [feature, cellLocator(profile)]);
      this.locators.set(baseline, locators);
    }
    return locators;
  }

  private cellOf(endpointId: string, baselineId: string, feature: string, minuteMs: number): FeatureCells | null {
    const key = `${endpointId} ${baselineId} ${minuteMs} ${feature}`;
    let cell = this.cells.get(key);
    if (cell !== undefined) return cell;
    if (this.cells.size >= MOST_CELLS) {
      this.dropped += 1;
      return null;
    }
    cell = { endpointId, baselineId, feature, minute: new Date(minuteMs), rows: 0, counts: new Map() };
    this.cells.set(key, cell);
    return cell;
  }

  private widenSpan(endpointId: string, at: Date): void {
    const span = this.spans.get(endpointId);
    if (span === undefined) this.spans.set(endpointId, { endpointId, firstAt: at, lastAt: at });
    else if (at < span.firstAt) span.firstAt = at;
    else if (at > span.lastAt) span.lastAt = at;
  }
}
