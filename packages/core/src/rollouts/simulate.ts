import type { CanaryPlan, EvidenceSegment, GuardrailName, RolloutPolicy, RolloutStep } from '@slipway/contracts';
import { randomBinomial, randomIndex, randomPoisson } from '@slipway/stats';
import type { Decision } from './decide.js';
import { judge } from './judge.js';

/** EventRates is how often a request is an event of each guardrail, by chance and independently (0..1); what is left out is not counted at all. */
export type EventRates = Partial<Record<GuardrailName, number>>;

/** SimulatedTraffic is what callers do and how both versions answer them. */
export interface SimulatedTraffic {
  requestsPerSecond: number;
  stable: EventRates;
  candidate: EventRates;
  /** How many keys callers have, the k-th used in proportion to 1/k (Zipf); null for requests without a key. */
  keys?: number | null;
  /** Share of the candidate's requests that the stable version answers in its place (0..1): a broken assignment. */
  lost?: number;
}

/** SimulatedRollout is a rollout to play through. */
export interface SimulatedRollout {
  traffic: SimulatedTraffic;
  steps: RolloutStep[];
  policy: RolloutPolicy;
  lookSeconds: number;
  /** It is left where it stands after so long. */
  horizonSeconds: number;
  /** Weights follow the clock, step by step, and no proof promotes: what harm is found, and when. */
  isTimed?: boolean;
}

/** SimulatedEnd is how a rollout ended: `hold` when the horizon came first. */
export interface SimulatedEnd {
  act: Exclude<Decision['act'], 'advance'>;
  seconds: number;
  /** Requests that failed at the candidate until then. */
  badRequests: number;
}

/** Counted is the traffic under one config so far: units of each guardrail, and requests. */
interface Counted {
  weight: number;
  guardrails: { name: GuardrailName; segment: EvidenceSegment }[];
  requests: EvidenceSegment;
}

/** Counting adds the traffic of one look. */
type Counting = (counted: Counted) => void;

/** simulateRollout plays a rollout through, look by look, on the code that decides real ones; the same draws give the same end. */
export function simulateRollout(plan: SimulatedRollout, random: () => number): SimulatedEnd {
  const { steps, lookSeconds, horizonSeconds, isTimed = false } = plan;
  // There is nothing to read plain thresholds, business metrics and scores from.
  const policy = { ...plan.policy, checks: [], metrics: [], scores: undefined };
  const names = Object.keys(plan.traffic.stable) as GuardrailName[];
  const counted: Counted[] = [];
  const count = (plan.traffic.keys == null ? countUnkeyed : countKeyed)(plan, random);
  let [step, stepStartedAt] = [0, 0];
  const begin = (next: number, seconds: number): void => {
    [step, stepStartedAt] = [next, seconds];
    counted.push(emptyCounted(counted.length + 1, steps[next]!.weightBp / 10_000, names));
  };
  begin(0, 0);
  let badRequests = 0;
  for (let seconds = lookSeconds; seconds <= horizonSeconds; seconds += lookSeconds) {
    count(counted.at(-1)!);
    const position = isTimed ? { step: 0, plan: ENDLESS } : { step, plan: planOf(steps) };
    const { decision, failures } = judge({
      ...position,
      at: timeAt(seconds),
      policy,
      stepStartedAt: timeAt(stepStartedAt),
      counts: {
        guardrails: names.map((name, i) => ({ name, segments: counted.map((one) => one.guardrails[i]!.segment) })),
        requests: counted.map(({ requests }) => requests),
        metrics: [],
      },
      isSeen: true,
      candidateFailure: null,
      checks: [],
      arms: [],
    });
    const isNext = isTimed && seconds - stepStartedAt >= steps[step]!.holdSeconds && step + 1 < steps.length;
    badRequests = failures.failures;
    if (decision.act === 'advance') begin(decision.toStep, seconds);
    else if (decision.act !== 'hold') return { act: decision.act, seconds, badRequests };
    else if (isNext) begin(step + 1, seconds);
  }
  return { act: 'hold', seconds: horizonSeconds, badRequests };
}

const timeAt = (seconds: number): string => new Date(seconds * 1000).toISOString();
const planOf = (steps: RolloutStep[]): CanaryPlan => ({ strategy: 'canary', steps, cohorts: [] });
const ENDLESS = planOf([{ weightBp: 100, holdSeconds: Infinity }]);

function emptyCounted(configNumber: number, weight: number, names: readonly GuardrailName[]): Counted {
  const empty = (): EvidenceSegment => ({
    configNumber,
    weight,
    stable: { units: 0, events: 0 },
    candidate: { units: 0, events: 0 },
  });
  return { weight, guardrails: names.map((name) => ({ name, segment: empty() })), requests: empty() };
}

/** Requests without keys arrive as a Poisson stream; each is drawn anew. */
function countUnkeyed({ traffic, lookSeconds }: SimulatedRollout, random: () => number): Counting {
  const { requestsPerSecond, lost = 0 } = traffic;
  return ({ weight, guardrails, requests }) => {
    const arrived = randomPoisson(random, requestsPerSecond * lookSeconds);
    const toCandidate = randomBinomial(random, arrived, weight * (1 - lost));
    for (const { name, segment } of guardrails)
      for (const [arm, units] of [
        ['stable', arrived - toCandidate],
        ['candidate', toCandidate],
      ] as const) {
        const events = randomBinomial(random, units, traffic[arm][name] ?? 0);
        add(segment[arm], units, events);
        if (name === 'errors') add(requests[arm], units, events);
      }
  };
}

/** A key is drawn once: it counts as a unit at its first request and as an event at its first event, and stays with the candidate as the weight grows. */
function countKeyed({ traffic, lookSeconds }: SimulatedRollout, random: () => number): Counting {
  const { requestsPerSecond, lost = 0 } = traffic;
  const keys = traffic.keys ?? 1;
  const draw = randomIndex(Array.from({ length: keys }, (_, k) => 1 / (k + 1)));
  const points = Float64Array.from({ length: keys }, random);
  const isUnit = new Uint8Array(keys);
  const hadEvent = new Map<GuardrailName, Uint8Array>();
  return ({ weight, guardrails, requests }) => {
    for (let left = randomPoisson(random, requestsPerSecond * lookSeconds); left > 0; left -= 1) {
      const key = draw(random);
      const arm = points[key]! < weight && !(lost > 0 && random() < lost) ? 'candidate' : 'stable';
      for (const { name, segment } of guardrails) {
        const had = hadEvent.get(name) ?? new Uint8Array(keys);
        hadEvent.set(name, had);
        const isEvent = random() < (traffic[arm][name] ?? 0);
        add(segment[arm], 1 - isUnit[key]!, Number(isEvent && had[key] === 0));
        if (isEvent) had[key] = 1;
        if (name === 'errors') add(requests[arm], 1, Number(isEvent));
      }
      isUnit[key] = 1;
    }
  };
}

function add(counts: { units: number; events: number }, units: number, events: number): void {
  counts.units += units;
  counts.events += events;
}

/** shareOf is how many of some rollouts ended by an act (0..1). */
export function shareOf(ends: readonly SimulatedEnd[], act: SimulatedEnd['act']): number {
  return ends.filter((end) => end.act === act).length / ends.length;
}

/** medianSeconds is when half of all rollouts had ended by an act; null when fewer did so before their horizon. */
export function medianSeconds(ends: readonly SimulatedEnd[], act: SimulatedEnd['act']): number | null {
  const seconds = ends.filter((end) => end.act === act).map((end) => end.seconds);
  return seconds.sort((a, b) => a - b)[Math.ceil(ends.length / 2) - 1] ?? null;
}
