import type { TrafficCounts } from '@slipway/core';
import { LatencySketch } from '@slipway/stats';

const BUCKET_MS = 5_000;

/** CountedRequest is one answered request, as traffic and evidence count it. */
export interface CountedRequest {
  endpointId: string;
  configNumber: number;
  versionId: string;
  role: string;
  receivedAt: Date;
  /** Null when no model ran: the answer came from the cache. */
  latencyMs: number | null;
  /** How long the model itself ran; null when none ran for this request alone. */
  runMs: number | null;
  rowCount: number;
  /** Code of an error that the version is to blame for; null for a success. */
  errorCode: string | null;
  isNewUnit: boolean;
  isNewErrorUnit: boolean;
}

interface TrafficCell extends Omit<TrafficCounts, 'latency' | 'runTime'> {
  sketch: LatencySketch;
  runs: LatencySketch;
}

/** TrafficCounter counts requests by endpoint, config, variant and five seconds of arrival. */
export class TrafficCounter {
  private cells = new Map<string, TrafficCell>();
  private last: TrafficCell | null = null;

  /** add counts one request. */
  add(request: CountedRequest): void {
    const cell = this.cellOf(request);
    cell.requests += 1;
    cell.rows += request.rowCount;
    cell.units += Number(request.isNewUnit);
    if (request.latencyMs !== null) cell.sketch.add(request.latencyMs);
    if (request.runMs !== null) cell.runs.add(request.runMs);
    if (request.errorCode === null) return;
    cell.errors += 1;
    cell.errorUnits += Number(request.isNewErrorUnit);
    cell.errorCodes[request.errorCode] = (cell.errorCodes[request.errorCode] ?? 0) + 1;
  }

  /** take returns what was counted since the last call. */
  take(): TrafficCounts[] {
    const taken = [...this.cells.values()].map(({ sketch, runs, ...counts }) => ({
      ...counts,
      latency: sketch.serialize(),
      runTime: runs.serialize(),
    }));
    this.cells = new Map();
    this.last = null;
    return taken;
  }

  private cellOf({ endpointId, configNumber, versionId, role, receivedAt }: CountedRequest): TrafficCell {
    const bucketMs = Math.floor(receivedAt.getTime() / BUCKET_MS) * BUCKET_MS;
    // The next request is mostly of the same cell, and comparing is cheaper than making the key.
    const isOfLast =
      this.last?.versionId === versionId &&
      this.last.role === role &&
      this.last.endpointId === endpointId &&
      this.last.configNumber === configNumber &&
      this.last.bucketAt.getTime() === bucketMs;
    if (isOfLast) return this.last!;
    const key = `${endpointId} ${configNumber} ${versionId} ${role} ${bucketMs}`;
    let cell = this.cells.get(key);
    if (cell === undefined) {
      cell = {
        endpointId,
        configNumber,
        versionId,
        role,
        bucketAt: new Date(bucketMs),
        requests: 0,
        rows: 0,
        errors: 0,
        units: 0,
        errorUnits: 0,
        errorCodes: {},
        sketch: new LatencySketch(),
        runs: new LatencySketch(),
      };
      this.cells.set(key, cell);
    }
    this.last = cell;
    return cell;
  }
}
