import { setTimeout as sleep } from 'node:timers/promises';
import { departureAt, type FlightRows, type Flights } from '../flights-data.js';
import { featuresOf, isLate, outcomes, type FlightFeatures } from '../features.js';

/** DataPlane is how the replay talks to an endpoint: predictions go in, their outcomes follow later. */
export interface DataPlane {
  /** Predicts rows with their event times and returns the request's prediction id. A refused or failed request throws. */
  predict(rows: FlightFeatures[], at: string[]): Promise<string>;
  /** Records what really happened to rows predicted earlier. */
  sendOutcomes(items: { predictionId: string; actual: string; at: string }[]): Promise<void>;
}

/** ReplayResult counts what was sent and what failed. */
export interface ReplayResult {
  requests: number;
  rows: number;
  failed: number;
}

/**
 * ReplayOptions: `batch` flights a request, `callers` requests at a time, at most `perSecond` requests; `keepOn` is asked before each
 * request.
 */
export interface ReplayOptions {
  batch: number;
  callers: number;
  perSecond?: number;
  onProgress?(done: number, total: number): void;
  keepOn?(): boolean;
}

const OUTCOMES_A_MESSAGE = 500;

/**
 * replayFlights sends real flights in their order, each with its own departure as event time, and their real outcomes afterwards as
 * late feedback. A request that fails is counted, not repeated: its flights get no outcome.
 */
export async function replayFlights(
  flights: Flights,
  rows: FlightRows,
  plane: DataPlane,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const result: ReplayResult = { requests: 0, rows: 0, failed: 0 };
  const outcomesOf = new OutcomePost(plane);
  const startedMs = performance.now();
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < rows.length && (options.keepOn?.() ?? true)) {
      const dueMs = ((next / options.batch) * 1000) / (options.perSecond ?? Infinity);
      const part = rows.subarray(next, next + options.batch);
      next += options.batch;
      await sleep(Math.max(0, startedMs + dueMs - performance.now()));
      const at = Array.from(part, (row) => departureAt(flights, row).toISOString());
      try {
        const predictionId = await plane.predict(
          Array.from(part, (row) => featuresOf(flights, row)),
          at,
        );
        result.rows += part.length;
        await outcomesOf.add(
          Array.from(part, (row, i) => ({
            predictionId: `${predictionId}/${i}`,
            actual: outcomes[isLate(flights, row) ? 1 : 0],
            at: at[i]!,
          })),
        );
      } catch {
        result.failed += 1;
      }
      result.requests += 1;
      options.onProgress?.(Math.min(next, rows.length), rows.length);
    }
  };
  await Promise.all(Array.from({ length: options.callers }, caller));
  await outcomesOf.flush();
  return result;
}

/** OutcomePost gathers outcomes into messages of a few hundred. */
class OutcomePost {
  private waiting: { predictionId: string; actual: string; at: string }[] = [];
  private readonly plane: DataPlane;

  constructor(plane: DataPlane) {
    this.plane = plane;
  }

  async add(items: { predictionId: string; actual: string; at: string }[]): Promise<void> {
    this.waiting.push(...items);
    if (this.waiting.length >= OUTCOMES_A_MESSAGE) await this.flush();
  }

  async flush(): Promise<void> {
    const items = this.waiting;
    this.waiting = [];
    if (items.length > 0) await this.plane.sendOutcomes(items);
  }
}
