import type { AbTestPlan, MeasureEvidence, RolloutArm } from '@slipway/contracts';
import { formatMs, formatPercent } from '../../../lib/format.js';

/** CandidateState is what an A/B test has shown of a candidate so far. */
export type CandidateState = 'better' | 'leads' | 'not_yet' | 'out';

/** candidateState says it: shown better than stable, the best so far though not shown, neither, or taken out. */
export function candidateState({
  dropped,
  goal,
  leads,
}: Pick<RolloutArm, 'dropped' | 'goal' | 'leads'>): CandidateState {
  if (dropped !== null) return 'out';
  if (goal?.verdict === 'safe') return 'better';
  return leads ? 'leads' : 'not_yet';
}

/** liftWords is the change of the mean as a share of stable's; a dash where stable's mean is no base for one. */
export function liftWords({ goal }: Pick<RolloutArm, 'goal'>): string {
  const base = goal?.stable.mean ?? 0;
  if (goal === null || goal.estimate === null || base <= 0) return '–';
  const lift = goal.estimate / base;
  return `${lift > 0 ? '+' : ''}${formatPercent(lift)}`;
}

/** intervalSpan is the one axis that all intervals and nought fit on; null before there is any. */
export function intervalSpan(arms: readonly Pick<RolloutArm, 'goal'>[]): [from: number, to: number] | null {
  const ends = arms.flatMap(({ goal }) => (goal === null || goal.lower === null ? [] : [goal.lower, goal.upper!]));
  return ends.length === 0 ? null : [Math.min(0, ...ends), Math.max(0, ...ends)];
}

/** BarPlaces are where an interval, its estimate and nought lie on the axis (0 to 1). */
export interface BarPlaces {
  from: number;
  to: number;
  estimate: number;
  zero: number;
}

/** barPlaces puts a measure on the axis; null for one without an interval. */
export function barPlaces(measure: MeasureEvidence | null, span: readonly [number, number] | null): BarPlaces | null {
  if (
    span === null ||
    measure === null ||
    measure.lower === null ||
    measure.upper === null ||
    measure.estimate === null
  )
    return null;
  const [low, high] = span;
  const place = (value: number): number => (high === low ? 0.5 : (value - low) / (high - low));
  return { from: place(measure.lower), to: place(measure.upper), estimate: place(measure.estimate), zero: place(0) };
}

/** testRules says what ends an A/B test. */
export function testRules({ minSeconds, maxSeconds, onWinner }: AbTestPlan, stable: number): string {
  const end = onWinner === 'promote' ? 'gets all traffic' : `is named, and v${stable} keeps all traffic`;
  const wait = minSeconds === 0 ? '' : `not before ${formatMs(minSeconds * 1_000)} have passed and `;
  return `The candidate shown better than v${stable} and than every other one ${end}, ${wait}only when its guardrails are shown safe. One that harms, or is shown worse than v${stable}, is taken out. After ${formatMs(maxSeconds * 1_000)} the best of those shown better than v${stable} wins; if there is none, a person decides.`;
}
