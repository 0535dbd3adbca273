import type { EvidenceSegment, GuardrailEvidence, RolloutPolicy } from '@slipway/contracts';
import { absoluteSafetyLogE, harmLogE, safetyEvidence } from '@slipway/stats';

const MOST = 1e12;
const MOST_UNITS = 1_000_000;

/**
 * errorEvidence turns counts by config into e-values. Harm: P(ever above 1/alpha) <= alpha while the candidate's error rate is at most thetaHarm
 * times the stable one. Safety: the same bound while it is at least max(thetaNi x stable rate, pMax); the mean of both e-values counts.
 */
export function errorEvidence(segments: readonly EvidenceSegment[], policy: RolloutPolicy): GuardrailEvidence {
  const stable = total(segments, 'stable');
  const candidate = total(segments, 'candidate');
  const events = segments
    .filter(({ weight }) => weight > 0 && weight < 1)
    .map((segment) => ({
      weight: segment.weight,
      candidateEvents: segment.candidate.events,
      stableEvents: segment.stable.events,
    }));
  const harmE = Math.min(MOST, Math.exp(harmLogE(events, { thetaHarm: policy.thetaHarm })));
  const safety = safetyEvidence(events, candidate, { thetaNI: policy.thetaNi, pMax: policy.pMax });
  const safeE = Math.min(MOST, Math.exp(safety.logE));
  const limit = 1 / policy.alpha;
  const verdict = candidate.units === 0 ? 'no_data' : harmE >= limit ? 'harmful' : safeE >= limit ? 'safe' : 'not_yet';
  return {
    name: 'errors',
    stable,
    candidate,
    ratio: ratio(stable, candidate),
    harmE,
    harmLimit: limit,
    safeE,
    safeLimit: limit,
    carriedBy: candidate.units === 0 ? null : safety.carriedBy,
    verdict,
  };
}

/** unitsToSafety is about how many more candidate requests without a failure prove it safe; null when more than a million. */
export function unitsToSafety(
  { candidate, safeE, safeLimit }: GuardrailEvidence,
  { pMax }: RolloutPolicy,
): number | null {
  const absoluteE = (more: number): number =>
    Math.exp(absoluteSafetyLogE({ units: candidate.units + more, events: candidate.events }, pMax));
  // safeE is the mean of two e-values; while nothing fails, only the absolute one grows.
  const relativeE = 2 * safeE - absoluteE(0);
  const isProofAfter = (more: number): boolean => (relativeE + absoluteE(more)) / 2 >= safeLimit;
  if (!isProofAfter(MOST_UNITS)) return null;
  let [low, high] = [0, MOST_UNITS];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isProofAfter(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function total(segments: readonly EvidenceSegment[], arm: 'stable' | 'candidate'): { units: number; events: number } {
  return segments.reduce(
    (sum, segment) => ({ units: sum.units + segment[arm].units, events: sum.events + segment[arm].events }),
    { units: 0, events: 0 },
  );
}

function ratio(stable: { units: number; events: number }, candidate: { units: number; events: number }): number | null {
  if (stable.units === 0 || candidate.units === 0 || stable.events === 0) return null;
  return candidate.events / candidate.units / (stable.events / stable.units);
}
