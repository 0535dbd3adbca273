import { PairTally, type Mirrored, type MirroredCounts, type MirroredRow, type PairedArm } from '@slipway/core';
import { rowsFromOutputs, type ModelRunner, type Tensors, type VersionSchema } from '@slipway/inference';
import { isBelow } from './choose-variant.js';
import { asDataPlaneError } from './data-plane-error.js';
import { refusalText } from './redact-row.js';
import type { ServedEndpoint, ServedVariant } from './route-table.js';

const BUCKET_MS = 5_000;
const LIMIT_MS = 30_000;
/** A shadow that runs behind must not queue up: it would take memory and processor from those who wait for an answer. */
const MOST_UNDER_WAY = 4;
const MOST_ROWS_A_FLUSH = 100;
const MOST_ERROR_TEXT = 500;

/** MirroredRequest is a request that stable has answered, and how to read it for another version. */
export interface MirroredRequest {
  served: ServedEndpoint;
  predictionId: string;
  receivedAt: Date;
  /** Where it falls in 0 to 1: the lower part is mirrored. */
  point: () => number;
  /** What stable answered; asked for when a copy is compared with it. */
  stable: () => PairedArm;
  rowCount: number;
  feedsFor: (shadow: ServedVariant) => Tensors;
}

/**
 * Mirror sends copies of answered requests to an endpoint's shadow: after the answer, a few at a time, and none that would have to wait, which is
 * counted. Nothing that a shadow does reaches a caller.
 */
export class Mirror {
  private underWay = 0;
  private cells = new Map<string, { tally: PairTally; of: Omit<MirroredCounts, 'counts'> }>();
  private rows: MirroredRow[] = [];

  /** offer mirrors a request when its endpoint has a shadow that shall see it; it returns at once. */
  offer(request: MirroredRequest): void {
    const { served, point } = request;
    const shadow = served.variants.find(({ variant }) => variant.role === 'shadow');
    if (shadow === undefined || !isBelow(point(), shadow.variant.mirrorBp ?? 0)) return;
    const runner = shadow.model.runnerFor(served.route);
    if (this.underWay >= MOST_UNDER_WAY || runner === null) {
      this.cellOf(request, shadow).of.dropped += 1;
      return;
    }
    this.underWay += 1;
    setImmediate(() => void this.compare(request, shadow, runner).finally(() => (this.underWay -= 1)));
  }

  /** take returns what was compared since the last call; undefined for nothing. */
  take(): Mirrored | undefined {
    if (this.cells.size === 0) return undefined;
    const counts = [...this.cells.values()].map(({ tally, of }) => ({ ...of, counts: tally.counts() }));
    const taken = { counts, rows: this.rows };
    this.cells = new Map();
    this.rows = [];
    return taken;
  }

  private async compare(request: MirroredRequest, shadow: ServedVariant, runner: ModelRunner): Promise<void> {
    const { predictionId, receivedAt, served } = request;
    const stable = request.stable();
    const { predictions, latencyMs, error } = await answerOf(request, shadow, runner);
    const found = this.cellOf(request, shadow).tally.add(stable, { predictions, latencyMs });
    const base = {
      requestId: predictionId,
      endpointId: served.route.endpointId,
      configNumber: served.route.configNumber,
      versionId: shadow.variant.versionId,
      at: receivedAt,
      error,
    };
    const failed = { row: 0, agrees: false, difference: null };
    for (const compared of found.length === 0 ? [failed] : found) {
      if (this.rows.length >= MOST_ROWS_A_FLUSH) return;
      const { row } = compared;
      const rows = { stable: stable.predictions?.[row] ?? null, candidate: predictions?.[row] ?? null };
      this.rows.push({ ...base, ...compared, ...rows });
    }
  }

  private cellOf({ served: { route }, receivedAt }: MirroredRequest, { variant: { versionId } }: ServedVariant) {
    const { endpointId, configNumber } = route;
    const bucketMs = Math.floor(receivedAt.getTime() / BUCKET_MS) * BUCKET_MS;
    const key = `${endpointId} ${configNumber} ${versionId} ${bucketMs}`;
    let cell = this.cells.get(key);
    if (cell === undefined) {
      const of = { endpointId, configNumber, versionId, bucketAt: new Date(bucketMs), dropped: 0 };
      this.cells.set(key, (cell = { tally: new PairTally(), of }));
    }
    return cell;
  }
}

/** A shadow that fails is an answer too: that it failed. */
async function answerOf(
  { served, feedsFor, rowCount }: MirroredRequest,
  shadow: ServedVariant,
  runner: ModelRunner,
): Promise<PairedArm & { error: string | null }> {
  const fromMs = performance.now();
  try {
    const outputs = await runner.run(feedsFor(shadow), { timeoutMs: LIMIT_MS });
    const predictions = rowsFromOutputs(shadow.variant.schema as VersionSchema, outputs, rowCount);
    return { predictions, latencyMs: performance.now() - fromMs, error: null };
  } catch (thrown) {
    const text = refusalText(asDataPlaneError(thrown), served.route);
    const error = text.slice(0, MOST_ERROR_TEXT).replaceAll('\0', '').toWellFormed();
    return { predictions: null, latencyMs: performance.now() - fromMs, error };
  }
}
