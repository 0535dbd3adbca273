import type { EvidenceSegment, PairDifference, PairedLatency, PairReport } from '@slipway/contracts';
import { LatencySketch, type SerializedLatencySketch } from '@slipway/stats';
import type { PairCounts } from './pair-tally.js';

const HALF = 0.5;

/** pairReport merges what was counted in parts, and puts a sample of the rows beside it. */
export function pairReport(
  parts: readonly PairCounts[],
  dropped: number,
  differences: readonly PairDifference[],
): PairReport {
  const sum = (of: (part: PairCounts) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const largest = parts.flatMap(({ largestDifference }) => (largestDifference === null ? [] : [largestDifference]));
  return {
    pairs: sum(({ pairs }) => pairs),
    agreed: sum(({ agreed }) => agreed),
    largestDifference: largest.length === 0 ? null : Math.max(...largest),
    failures: {
      onlyStable: sum(({ onlyStableFailed }) => onlyStableFailed),
      onlyCandidate: sum(({ onlyCandidateFailed }) => onlyCandidateFailed),
      both: sum(({ bothFailed }) => bothFailed),
    },
    stableLatency: quantiles(parts.map(({ stableLatency }) => stableLatency)),
    candidateLatency: quantiles(parts.map(({ candidateLatency }) => candidateLatency)),
    dropped,
    differences: [...differences],
  };
}

/**
 * pairedSegment is what a comparison says of failures: only discordant pairs count, and under equal rates each is as likely the candidate's as
 * stable's, so they are events drawn with probability one half.
 */
export function pairedSegment(
  configNumber: number,
  { pairs, failures }: Pick<PairReport, 'pairs' | 'failures'>,
): EvidenceSegment {
  return {
    configNumber,
    weight: HALF,
    stable: { units: pairs, events: failures.onlyStable },
    candidate: { units: pairs, events: failures.onlyCandidate },
  };
}

function quantiles(parts: readonly SerializedLatencySketch[]): PairedLatency {
  const all = new LatencySketch();
  for (const part of parts) all.merge(LatencySketch.deserialize(part));
  const at = (q: number): number | null => (all.count === 0 ? null : all.quantile(q));
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
