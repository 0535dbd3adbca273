import { LatencySketch, type SerializedLatencySketch } from '@slipway/stats';
import { comparePredictions } from './compare-predictions.js';

/** PairedArm is one version's answer to a request: its predictions, or null for a failure. */
export interface PairedArm {
  predictions: readonly Readonly<Record<string, unknown>>[] | null;
  /** Null when no model ran: its time says nothing about the version. */
  latencyMs: number | null;
}

/** PairCounts are the same requests answered by two versions, counted. */
export interface PairCounts {
  pairs: number;
  agreed: number;
  largestDifference: number | null;
  onlyStableFailed: number;
  onlyCandidateFailed: number;
  bothFailed: number;
  stableLatency: SerializedLatencySketch;
  candidateLatency: SerializedLatencySketch;
}

/** RowDifference is how two answers to one row of a request compare. */
export interface RowDifference {
  row: number;
  agrees: boolean;
  difference: number | null;
}

/** PairTally counts requests that two versions have answered; a request agrees when all of its rows do. */
export class PairTally {
  private pairs = 0;
  private agreed = 0;
  private largestDifference: number | null = null;
  private readonly failed = { onlyStable: 0, onlyCandidate: 0, both: 0 };
  private readonly stable = new LatencySketch();
  private readonly candidate = new LatencySketch();

  /** add counts one request and tells how its rows compare; none when one of the versions failed. */
  add(stable: PairedArm, candidate: PairedArm): RowDifference[] {
    this.pairs += 1;
    if (stable.latencyMs !== null) this.stable.add(stable.latencyMs);
    if (candidate.latencyMs !== null) this.candidate.add(candidate.latencyMs);
    const { predictions } = candidate;
    if (stable.predictions === null || predictions === null) {
      const who = stable.predictions !== null ? 'onlyCandidate' : predictions !== null ? 'onlyStable' : 'both';
      this.failed[who] += 1;
      return [];
    }
    const rows = stable.predictions.map((prediction, row) => ({
      row,
      ...comparePredictions(prediction, predictions[row] ?? {}),
    }));
    this.agreed += Number(rows.every(({ agrees }) => agrees));
    for (const { difference } of rows)
      if (difference !== null) this.largestDifference = Math.max(this.largestDifference ?? 0, difference);
    return rows;
  }

  /** counts is what was counted so far. */
  counts(): PairCounts {
    return {
      pairs: this.pairs,
      agreed: this.agreed,
      largestDifference: this.largestDifference,
      onlyStableFailed: this.failed.onlyStable,
      onlyCandidateFailed: this.failed.onlyCandidate,
      bothFailed: this.failed.both,
      stableLatency: this.stable.serialize(),
      candidateLatency: this.candidate.serialize(),
    };
  }
}
