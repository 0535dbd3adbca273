import type {
  EvidenceSegment,
  GuardrailEvidence,
  RequestFailures,
  RolloutCounts,
  RolloutPolicy,
} from '@slipway/contracts';
import { absoluteSafetyLogE, harmLogE, safetyEvidence, sampleRatioLogE } from '@slipway/stats';
import { guardrailsOf, type Guardrail } from './guardrails.js';

const MOST = 1e12;
const MOST_UNITS = 1_000_000;
/** Chance of ever calling a sound split broken. */
const SPLIT_ALPHA = 0.001;

/** SplitEvidence tests that units fall to the candidate as often as wanted; at `limit` the assignment is broken and no other count means anything. */
export interface SplitEvidence {
  e: number;
  limit: number;
  stableUnits: number;
  candidateUnits: number;
  /** How many units the candidate should have had. */
  expectedUnits: number;
}

/**
 * guardrailEvidence turns a guardrail's counts by config into e-values. Harm: P(ever above its limit) <= its share of alpha while the candidate's
 * event rate is at most thetaHarm times the stable one, so that all guardrails together spend at most alpha (union bound). Safety: P(ever above
 * 1/alpha) <= alpha while the rate is at least max(thetaNi x stable rate, pMax); the mean of both e-values counts. As a promotion needs every guardrail
 * safe, its alpha is not divided (intersection-union).
 */
export function guardrailEvidence(
  { name, share, thetaNi, pMax }: Guardrail,
  segments: readonly EvidenceSegment[],
  { alpha, thetaHarm }: Pick<RolloutPolicy, 'alpha' | 'thetaHarm'>,
): GuardrailEvidence {
  const stable = total(segments, 'stable');
  const candidate = total(segments, 'candidate');
  const events = drawn(segments).map((segment) => ({
    weight: segment.weight,
    candidateEvents: segment.candidate.events,
    stableEvents: segment.stable.events,
  }));
  const safety = safetyEvidence(events, candidate, { thetaNI: thetaNi, pMax });
  const harmE = Math.min(MOST, Math.exp(harmLogE(events, { thetaHarm })));
  const safeE = Math.min(MOST, Math.exp(safety.logE));
  const [harmLimit, safeLimit] = [1 / (alpha * share), 1 / alpha];
  const isAnybodyThere = candidate.units > 0;
  return {
    name,
    stable,
    candidate,
    ratio: ratio(stable, candidate),
    harmE,
    harmLimit,
    safeE,
    safeLimit,
    carriedBy: isAnybodyThere ? safety.carriedBy : null,
    verdict: !isAnybodyThere ? 'no_data' : harmE >= harmLimit ? 'harmful' : safeE >= safeLimit ? 'safe' : 'not_yet',
  };
}

/** eventEvidence judges every guardrail that counts events. One of the policy that cannot be measured is not judged, and keeps its share of alpha. */
export function eventEvidence(counts: Pick<RolloutCounts, 'guardrails'>, policy: RolloutPolicy): GuardrailEvidence[] {
  return guardrailsOf(policy).flatMap((guardrail) => {
    const found = counts.guardrails.find(({ name }) => name === guardrail.name);
    return found === undefined ? [] : [guardrailEvidence(guardrail, found.segments, policy)];
  });
}

/**
 * requestFailures sums up requests, not units: what callers suffer. The excess is taken config by config, as a base rate that changes with time is
 * nobody's excess; where stable answered nothing, every failure counts.
 */
export function requestFailures(segments: readonly EvidenceSegment[], thetaHarm: number): RequestFailures {
  const { units: requests, events: failures } = total(segments, 'candidate');
  const excess = segments.reduce((sum, { stable, candidate }) => {
    const stableRate = stable.units === 0 ? 0 : stable.events / stable.units;
    return sum + candidate.events - thetaHarm * stableRate * candidate.units;
  }, 0);
  return { requests, failures, excess };
}

/** splitEvidence compares the units of both versions with the wanted shares, config by config. */
export function splitEvidence(segments: readonly EvidenceSegment[]): SplitEvidence {
  const counted = drawn(segments);
  const logE = counted.reduce(
    (sum, { weight, stable, candidate }) =>
      sum + sampleRatioLogE([stable.units, candidate.units], [1 - weight, weight]),
    0,
  );
  return {
    e: Math.min(MOST, Math.exp(logE)),
    limit: 1 / SPLIT_ALPHA,
    stableUnits: total(counted, 'stable').units,
    candidateUnits: total(counted, 'candidate').units,
    expectedUnits: counted.reduce(
      (sum, { weight, stable, candidate }) => sum + weight * (stable.units + candidate.units),
      0,
    ),
  };
}

/** unitsToSafety is about how many more candidate requests without an event prove it safe; null when more than a million. */
export function unitsToSafety(
  { candidate, safeE, safeLimit }: GuardrailEvidence,
  { pMax }: Pick<Guardrail, 'pMax'>,
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

const drawn = (segments: readonly EvidenceSegment[]): EvidenceSegment[] =>
  segments.filter(({ weight }) => weight > 0 && weight < 1);

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
