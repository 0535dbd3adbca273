import type { CellCounts, EventSpan, Flush, LoggedRow, Route, RoutedBaseline, TrafficCounts } from '@slipway/core';
import { cellLocator, LatencySketch, type CellLocator } from '@slipway/stats';

const BUCKET_MS = 5_000;
const MINUTE_MS = 60_000;
const MOST_ROWS = 50_000;

/** CountedRequest is one answered request of the data plane, as it is counted. */
export interface CountedRequest {
  route: Pick<Route, 'endpointId' | 'configNumber' | 'baseline'>;
  versionId: string;
  role: string;
  receivedAt: Date;
  latencyMs: number;
  /** Code of an error that the version is to blame for; null for a success. */
  errorCode: string | null;
  /** False when the request's key bucket was counted before under this config. */
  isNewUnit: boolean;
  isNewErrorUnit: boolean;
  rowCount: number;
}

/** CountedRow is one predicted row with its event time. */
export interface CountedRow {
  at: Date;
  inputs: Readonly<Record<string, unknown>>;
  score: unknown;
}

interface TrafficCell extends Omit<TrafficCounts, 'latency'> {
  sketch: LatencySketch;
}

interface FeatureCell extends Omit<CellCounts, 'counts'> {
  counts: Map<number, number>;
}

/** Counters holds what happened since the last flush; everything in it is bounded, and what does not fit is counted as dropped. */
export class Counters {
  /** dropped counts log rows that did not fit. */
  dropped = 0;
  private rows: LoggedRow[] = [];
  private traffic = new Map<string, TrafficCell>();
  private cells = new Map<string, FeatureCell>();
  private spans = new Map<string, EventSpan>();
  private readonly locators = new WeakMap<RoutedBaseline, [string, CellLocator][]>();

  /** countRequest adds a request to the traffic of its variant. */
  countRequest(request: CountedRequest): void {
    const { route, versionId, role } = request;
    const bucketAt = Math.floor(request.receivedAt.getTime() / BUCKET_MS) * BUCKET_MS;
    const key = `${route.endpointId} ${route.configNumber} ${versionId} ${role} ${bucketAt}`;
    let cell = this.traffic.get(key);
    if (cell === undefined) {
      const { endpointId, configNumber } = route;
      cell = { endpointId, configNumber, versionId, role, bucketAt: new Date(bucketAt), requests: 0, rows: 0, errors: 0, units: 0, errorUnits: 0, errorCodes: {}, sketch: new LatencySketch() };
      this.traffic.set(key, cell);
    }
    cell.requests += 1;
    cell.rows += request.rowCount;
    cell.units += Number(request.isNewUnit);
    cell.sketch.add(request.latencyMs);
    if (request.errorCode === null) return;
    cell.errors += 1;
    cell.errorUnits += Number(request.isNewErrorUnit);
    cell.errorCodes[request.errorCode] = (cell.errorCodes[request.errorCode] ?? 0) + 1;
  }

  /** countRows adds predicted rows to the cells of the baseline, by feature and minute of event time, and moves the watermark. */
  countRows(route: CountedRequest['route'], rows: readonly CountedRow[]): void {
    for (const row of rows) {
      this.widenSpan(route.endpointId, row.at);
      if (route.baseline === null) continue;
      const minute = Math.floor(row.at.getTime() / MINUTE_MS) * MINUTE_MS;
      for (const [feature, locate] of this.locatorsOf(route.baseline)) {
        const cell = this.cellOf(route.endpointId, route.baseline.id, feature, minute);
        const index = locate(feature === 'prediction' ? row.score : row.inputs[feature]);
        cell.rows += 1;
        cell.counts.set(index, (cell.counts.get(index) ?? 0) + 1);
      }
    }
  }

  /** log keeps rows for the prediction log, as long as there is room. */
  log(rows: readonly LoggedRow[]): void {
    const room = MOST_ROWS - this.rows.length;
    for (const row of rows.slice(0, room)) this.rows.push(row);
    this.dropped += Math.max(0, rows.length - room);
  }

  /** take empties the counters into a flush; null when nothing happened. */
  take(gatewayBoot: string, sequence: number): Flush | null {
    if (this.rows.length + this.traffic.size + this.cells.size + this.spans.size === 0) return null;
    const flush: Flush = {
      gatewayBoot,
      sequence,
      rows: this.rows,
      traffic: [...this.traffic.values()].map(({ sketch, ...counts }) => ({ ...counts, latency: sketch.serialize() })),
      cells: [...this.cells.values()].map((cell) => ({ ...cell, counts: [...cell.counts].flat() })),
      spans: [...this.spans.values()],
    };
    this.rows = [];
    this.traffic = new Map();
    this.cells = new Map();
    this.spans = new Map();
    return flush;
  }

  private locatorsOf(baseline: RoutedBaseline): [string, CellLocator][] {
    let locators = this.locators.get(baseline);
    if (locators === undefined) {
      locators = Object.entries(baseline.profiles).map(([feature, profile]) => [feature, cellLocator(profile)]);
      this.locators.set(baseline, locators);
    }
    return locators;
  }

  private cellOf(endpointId: string, baselineId: string, feature: string, minute: number): FeatureCell {
    const key = `${endpointId} ${baselineId} ${minute} ${feature}`;
    let cell = this.cells.get(key);
    if (cell === undefined) {
      cell = { endpointId, baselineId, feature, minute: new Date(minute), rows: 0, counts: new Map() };
      this.cells.set(key, cell);
    }
    return cell;
  }

  private widenSpan(endpointId: string, at: Date): void {
    const span = this.spans.get(endpointId);
    if (span === undefined) this.spans.set(endpointId, { endpointId, firstAt: at, lastAt: at });
    else if (at < span.firstAt) span.firstAt = at;
    else if (at > span.lastAt) span.lastAt = at;
  }
}
