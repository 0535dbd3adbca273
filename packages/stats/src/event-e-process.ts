import { logSumExp } from './special-functions.js';

const GRID_SIZE = 60;
const SMALLEST_RATIO = 1.05;
const MOST_HARM = 20;
/** Safety expects no candidate six times better than the margin: an equal one is half of the usual one, and what the grid spends beyond makes proof later. */
const MOST_SAFETY = 6;

type Side = 'above' | 'below';

/** Relative risks on each side of theta0: 60 of them, log-spaced from 1.05 (exclusive), each with prior weight 1/60. */
const RATIO_GRIDS: Readonly<Record<Side, readonly number[]>> = {
  above: ratioGrid(MOST_HARM),
  below: ratioGrid(MOST_SAFETY),
};

function ratioGrid(largest: number): number[] {
  return Array.from(
    { length: GRID_SIZE },
    (_, k) => SMALLEST_RATIO * (largest / SMALLEST_RATIO) ** ((k + 1) / GRID_SIZE),
  );
}

/** EventSegment counts the units with an event while the candidate's share of traffic was `weight` (0..1); a new weight opens a new segment. */
export interface EventSegment {
  weight: number;
  candidateEvents: number;
  stableEvents: number;
}

/** HarmOptions: thetaHarm is the relative event rate (candidate / stable) up to which a candidate is not harmful; default 1.25. */
export interface HarmOptions {
  thetaHarm?: number;
}

/** SafetyOptions: thetaNI is the relative rate (default 2) and pMax the absolute rate (default 0.01) that a safe candidate stays below. */
export interface SafetyOptions {
  thetaNI?: number;
  pMax?: number;
}

/** CandidateUnits counts the randomised units that the candidate served and those of them with an event. */
export interface CandidateUnits {
  units: number;
  events: number;
}

/** SafetyEvidence is log of the mean of the two e-values, each of them, and which one carries the mean. */
export interface SafetyEvidence {
  logE: number;
  relativeLogE: number;
  absoluteLogE: number;
  carriedBy: 'relative' | 'absolute';
}

/**
 * harmLogE is log of the e-value against H0: theta <= thetaHarm, at any time valid: by Ville's inequality
 * P(ever e >= 1/alpha) <= alpha. An event is the candidate's with probability p = w theta / (w theta + 1 - w); the grid of
 * alternatives is (1.05, 20] x thetaHarm (after Lindon and Malek, NeurIPS 2022, arXiv 2011.03567).
 */
export function harmLogE(segments: readonly EventSegment[], options: HarmOptions = {}): number {
  const { thetaHarm = 1.25 } = options;
  return mixtureLogE(segments, thetaHarm, 'above');
}

/** relativeSafetyLogE is log of the e-value against H0: theta >= thetaNI; the grid of alternatives is thetaNI / (1.05, 6]. */
export function relativeSafetyLogE(segments: readonly EventSegment[], thetaNI = 2): number {
  return mixtureLogE(segments, thetaNI, 'below');
}

/**
 * absoluteSafetyLogE is log of the Bernoulli e-value against H0: candidate event rate >= pMax. The alternatives are
 * rate 0 and rate pMax / 2, half each: the first is quick while nothing fails, the second survives an event.
 */
export function absoluteSafetyLogE(candidate: CandidateUnits, pMax = 0.01): number {
  const { units, events } = candidate;
  const none = events === 0 ? -units * Math.log1p(-pMax) : -Infinity;
  const half = -events * Math.LN2 + (units - events) * (Math.log1p(-pMax / 2) - Math.log1p(-pMax));
  return logSumExp([none, half]) - Math.LN2;
}

/**
 * safetyEvidence tests H0: candidate rate >= max(thetaNI x stable rate, pMax). Both e-values are valid under it, so their
 * mean is one too; promote when it reaches 1/alpha. With no event at all and pMax = 1% that takes 423 candidate units.
 */
export function safetyEvidence(
  segments: readonly EventSegment[],
  candidate: CandidateUnits,
  options: SafetyOptions = {},
): SafetyEvidence {
  const relativeLogE = relativeSafetyLogE(segments, options.thetaNI);
  const absoluteLogE = absoluteSafetyLogE(candidate, options.pMax);
  return {
    logE: logSumExp([relativeLogE, absoluteLogE]) - Math.LN2,
    relativeLogE,
    absoluteLogE,
    carriedBy: relativeLogE > absoluteLogE ? 'relative' : 'absolute',
  };
}

/** averageLogE is log of the mean of e-values given as logs: again an e-value, for one verdict over several guardrails. */
export function averageLogE(logs: readonly number[]): number {
  return logSumExp(logs) - Math.log(logs.length);
}

/** anytimeP is the always-valid p-value min(1, 1/e) of a log e-value (take its running minimum over looks). */
export function anytimeP(logE: number): number {
  return Math.min(1, Math.exp(-logE));
}

/**
 * mixtureLogE averages over the grid on one side of theta0 prod (p_theta/q)^c ((1-p_theta)/(1-q))^s with q at theta0. Written as
 * c log(theta/theta0) + (c+s) log(d0/d), d = 1 + w(theta-1), it needs no probability near 0 and gives 1 for w = 0 or 1.
 */
function mixtureLogE(segments: readonly EventSegment[], theta0: number, side: Side): number {
  const logs = RATIO_GRIDS[side].map(() => 0);
  for (const { weight, candidateEvents, stableEvents } of segments) {
    if (weight <= 0 || weight >= 1) continue;
    const logScales = logScalesOf(weight, theta0, side);
    for (let k = 0; k < GRID_SIZE; k += 1)
      logs[k]! += candidateEvents * LOG_RATIOS[side][k]! + (candidateEvents + stableEvents) * logScales[k]!;
  }
  return averageLogE(logs);
}

const LOG_RATIOS: Readonly<Record<Side, readonly number[]>> = {
  above: RATIO_GRIDS.above.map((ratio) => Math.log(ratio)),
  below: RATIO_GRIDS.below.map((ratio) => -Math.log(ratio)),
};
const MOST_SCALES = 1_000;
const knownScales = new Map<string, readonly number[]>();

/** Weights and margins are few, and every look asks for all of them. */
function logScalesOf(weight: number, theta0: number, side: Side): readonly number[] {
  const key = `${weight} ${theta0} ${side}`;
  let logScales = knownScales.get(key);
  if (logScales !== undefined) return logScales;
  logScales = RATIO_GRIDS[side].map((ratio) => {
    const theta = side === 'above' ? theta0 * ratio : theta0 / ratio;
    return Math.log1p((weight * (theta0 - theta)) / (1 + weight * (theta - 1)));
  });
  if (knownScales.size >= MOST_SCALES) knownScales.clear();
  knownScales.set(key, logScales);
  return logScales;
}
