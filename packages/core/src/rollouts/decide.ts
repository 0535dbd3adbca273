import type {
  CheckReading,
  GuardrailEvidence,
  MeasureEvidence,
  RequestFailures,
  RolloutPolicy,
  RolloutStep,
} from '@slipway/contracts';
import { unitsToSafety, type SplitEvidence } from './evidence.js';
import { measureDoubt, measureHarm } from './measure-words.js';
import { guardrailsOf, guardrailWords as words } from './guardrails.js';

/** Candidate is what is known of one version that might follow. */
export interface Candidate {
  /** What must not get worse, errors first. */
  guardrails: GuardrailEvidence[];
  /** What must not get worse either, by intervals: business metrics and scores. */
  measures: MeasureEvidence[];
  /** What the immediate rules and the budget look at. */
  failures: RequestFailures;
  /** Why the candidate cannot run, as a gateway reports it; null while it can. */
  candidateFailure: string | null;
}

/** JudgedArm is one candidate of an A/B test with all that its counts say. */
export interface JudgedArm extends Candidate {
  version: number;
  /** Why its share went to stable; null while it is in. */
  dropped: string | null;
  /** The last reading of each plain threshold. */
  checks: CheckReading[];
  /** Safe: shown better than stable; harmful: shown worse. */
  goal: MeasureEvidence;
  /** Versions of other candidates that it is shown better than. */
  beats: number[];
}

/** Situation is everything a decision is made from. */
export interface Situation extends Candidate {
  step: number;
  steps: readonly RolloutStep[];
  policy: RolloutPolicy;
  stepStartedAt: Date;
  split: SplitEvidence;
  /** True once every live gateway answers by the step's weight. */
  isSeen: boolean;
  /** The candidates of an A/B test; none for any other strategy. */
  arms: readonly JudgedArm[];
}

/** Decision is what happens next, and why; the screen shows the reason and the log keeps it. */
export type Decision =
  | { act: 'advance'; toStep: number; why: string }
  | { act: 'hold'; lookAgainAt: Date; why: string }
  | { act: 'pause'; why: string }
  | { act: 'roll_back'; why: string }
  /** `version` is the winner of several. */
  | { act: 'complete'; why: string; version?: number }
  /** Of several candidates one gets no more traffic. */
  | { act: 'drop'; version: number; why: string }
  /** The end of one that moves no traffic. */
  | { act: 'finish'; why: string };

type UnderPolicy = Candidate & Pick<Situation, 'policy'>;

const LOOK_MS = 1_000;
const ALL_BP = 10_000;
const UNSEEN = 'safe so far, but not every gateway answers by this weight yet';

/**
 * decide judges a running canary. In this order: a candidate that cannot run or fails at once, or has spent its budget of failures, rolls back
 * without statistics; while the split of traffic is broken no count means anything, and a person decides; harm rolls back; what every guardrail
 * shows safe goes on; evidence that says neither holds, and holds at most `maxHoldSeconds`.
 */
export function decide(situation: Situation, now: Date): Decision {
  const { step, steps, policy, stepStartedAt, split, isSeen } = situation;
  const isSplit = split.e < split.limit;
  const harm = harmOfCandidate(situation, isSplit);
  if (harm !== null) return { act: 'roll_back', why: harm };
  if (!isSplit) return { act: 'pause', why: brokenSplit(split) };
  const current = steps[step];
  const heldSeconds = (now.getTime() - stepStartedAt.getTime()) / 1000;
  if (current === undefined) return { act: 'complete', why: 'no step is left' };
  const isHeld = heldSeconds >= current.holdSeconds;
  const unproven = unprovenOf(situation);
  if (unproven === null && isHeld && isSeen) return forward(situation);
  const doubt = unproven ?? UNSEEN;
  if (heldSeconds > Math.max(policy.maxHoldSeconds, current.holdSeconds))
    return { act: 'pause', why: `inconclusive for ${Math.round(heldSeconds)} s: ${doubt}; a person decides` };
  const lookAgainAt = new Date(now.getTime() + LOOK_MS);
  const secondsLeft = Math.ceil(current.holdSeconds - heldSeconds);
  const isWaiting = unproven === null && !isHeld;
  return { act: 'hold', lookAgainAt, why: isWaiting ? `safe so far; this step lasts ${secondsLeft} s more` : doubt };
}

/** harmOfCandidate says why a candidate must not go on getting traffic; null while nothing speaks against it. Statistics count while traffic is split as wanted. */
export function harmOfCandidate(candidate: UnderPolicy, isSplit: boolean): string | null {
  return failureOf(candidate) ?? (isSplit ? harmOf(candidate) : null) ?? overspentBy(candidate);
}

function failureOf({ policy, failures: { requests, failures }, candidateFailure }: UnderPolicy): string | null {
  if (candidateFailure !== null) return `the candidate cannot run: ${candidateFailure}`;
  return requests >= policy.failFirst && requests === failures
    ? `the first ${requests} requests to the candidate all failed`
    : null;
}

/** unprovenOf says what is not shown safe yet; null once everything is. */
export function unprovenOf({
  guardrails,
  measures,
  policy,
}: Pick<UnderPolicy, 'guardrails' | 'measures' | 'policy'>): string | null {
  const counted = guardrails.find(({ verdict }) => verdict !== 'safe');
  if (counted !== undefined) return notYet(counted, policy);
  const measured = measures.find(({ verdict }) => verdict !== 'safe');
  return measured === undefined ? null : measureDoubt(measured);
}

function harmOf({ guardrails, measures }: Candidate): string | null {
  const harmful = guardrails.find(({ harmE, harmLimit }) => harmE >= harmLimit);
  if (harmful === undefined) {
    const worse = measures.find(({ verdict }) => verdict === 'harmful');
    return worse === undefined ? null : measureHarm(worse);
  }
  const { name, candidate, harmE, harmLimit } = harmful;
  const counts = countsOf(name, candidate);
  return `${words[name].what} ${describeRatio(harmful)} (${counts}, e ${short(harmE)}, limit ${short(harmLimit)})`;
}

const units = (count: number): string => Math.round(count).toLocaleString('en');

const countsOf = (name: GuardrailEvidence['name'], { events, units: of }: GuardrailEvidence['candidate']): string =>
  `${units(events)} of ${units(of)} ${words[name].events}`;

function overspentBy({ policy, failures }: UnderPolicy): string | null {
  const excess = Math.floor(failures.excess);
  return excess >= policy.badRequestBudget
    ? `${excess} more requests failed at the candidate than stable's rate explains, the budget is ${policy.badRequestBudget}`
    : null;
}

function brokenSplit({ e, limit, stableUnits, candidateUnits, expectedUnits }: SplitEvidence): string {
  return `traffic is not split as wanted: the candidate had ${units(candidateUnits)} of ${units(stableUnits + candidateUnits)} requests instead of about ${units(expectedUnits)} (e ${short(e)}, limit ${short(limit)}), so nothing can be concluded; a person decides`;
}

function forward({ step, steps, guardrails, measures }: Situation): Decision {
  const next = steps[step + 1];
  const why = [describeSafe(guardrails), ...measures.map(({ name }) => `${name} within its margin`)].join('; ');
  return next === undefined || next.weightBp === ALL_BP
    ? { act: 'complete', why }
    : { act: 'advance', toStep: step + 1, why };
}

/** The first guardrail with its counts, the others by name with the weakest evidence among them. */
function describeSafe([first, ...others]: readonly GuardrailEvidence[]): string {
  if (first === undefined) return 'nothing is asked to be shown';
  const { name, safeE, safeLimit, candidate } = first;
  const counts = countsOf(name, candidate);
  const shown = `${words[name].what} shown safe (${counts}, e ${short(safeE)}, limit ${short(safeLimit)})`;
  if (others.length === 0) return shown;
  const names = others.map((other) => words[other.name].what);
  const weakest = short(Math.min(...others.map((other) => other.safeE)));
  return `${shown}; so are ${names.join(', ')} (e ${weakest}${others.length === 1 ? '' : ' or more'})`;
}

function notYet(evidence: GuardrailEvidence, policy: RolloutPolicy): string {
  if (evidence.verdict === 'no_data')
    return evidence.name === 'errors'
      ? 'no candidate traffic yet'
      : `${words[evidence.name].what} are not measured yet; no harm found`;
  const { what, none } = words[evidence.name];
  const guardrail = guardrailsOf(policy).find(({ name }) => name === evidence.name);
  const more = guardrail === undefined ? null : unitsToSafety(evidence, guardrail);
  const needs = more === null ? `fewer ${what}` : `about ${more.toLocaleString('en')} more candidate requests ${none}`;
  const subject = evidence.name === 'errors' ? '' : `${what} `;
  return `${subject}not yet shown safe (e ${short(evidence.safeE)}, needs ${short(evidence.safeLimit)}: ${needs}); no harm found`;
}

function describeRatio({ ratio, stable, candidate }: GuardrailEvidence): string {
  if (ratio !== null) return `${short(ratio)}x`;
  return stable.events === 0 && candidate.events > 0 ? 'at the candidate only' : 'higher';
}

/** Beyond a million nobody reads the digits. */
const short = (value: number): string =>
  value > 1_000_000 ? 'over a million' : value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
