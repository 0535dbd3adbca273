import { RolloutPolicy, type EvidenceSegment } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { decide, type Decision } from './decide.js';
import { guardrailEvidence, guardrailsOf, splitEvidence } from './evidence.js';

const WEIGHTS = [0.01, 0.05, 0.1, 0.25, 0.5];
const LOOK_S = 10;
const LOOKS = 150;
const PER_LOOK = 1_000;
const GUARDRAILS = ['errors', 'latency_p95', 'latency_p99'] as const;

type Rates = Record<(typeof GUARDRAILS)[number], number>;
const stableRates: Rates = { errors: 0.005, latency_p95: 0.05, latency_p99: 0.01 };
const times = (factor: number): Rates => ({
  errors: 0.005 * factor,
  latency_p95: 0.05 * factor,
  latency_p99: 0.01 * factor,
});

interface Simulated {
  candidate: Rates;
  policy?: Partial<RolloutPolicy>;
  weights?: readonly number[];
  /** Share of the candidate's requests that the stable version answers in its place. */
  lost?: number;
}

/** Normal approximation of a binomial count, cut at its ends; of a small mean it is drawn one by one. */
function binomial(random: () => number, n: number, p: number): number {
  const mean = n * p;
  if (mean < 30) {
    let count = 0;
    for (let at = Math.log(1 - random()) / Math.log1p(-p); at < n; at += 1 + Math.log(1 - random()) / Math.log1p(-p))
      count += 1;
    return Math.min(n, count);
  }
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(n, Math.max(0, Math.round(mean + normal * Math.sqrt(mean * (1 - p)))));
}

/** One rollout of 25 minutes at 100 requests/s, judged every 10 s; each weight lasts as long. The step never ends, so that only harm or a broken split end the rollout. */
function ending(random: () => number, { candidate, policy, weights = WEIGHTS, lost = 0 }: Simulated): Decision['act'] {
  const rules = RolloutPolicy.parse({ badRequestBudget: 1_000_000, ...policy });
  const all = guardrailsOf(rules);
  const counted = GUARDRAILS.map(() => weights.map((weight, step) => empty(step, weight)));
  for (let look = 0; look < LOOKS; look += 1) {
    const step = Math.floor((look * weights.length) / LOOKS);
    const candidateUnits = binomial(random, PER_LOOK, weights[step]! * (1 - lost));
    GUARDRAILS.forEach((name, i) => {
      const { stable, candidate: fresh } = counted[i]![step]!;
      stable.units += PER_LOOK - candidateUnits;
      fresh.units += candidateUnits;
      stable.events += binomial(random, PER_LOOK - candidateUnits, stableRates[name]);
      fresh.events += binomial(random, candidateUnits, candidate[name]);
    });
    const [errors, ...others] = GUARDRAILS.map((name, i) => guardrailEvidence(all[name], counted[i]!, rules, 3));
    const { act } = decide(
      {
        step: 0,
        steps: [{ weightBp: 100, holdSeconds: 86_400 }],
        policy: rules,
        stepStartedAt: new Date(0),
        errors: errors!,
        others,
        split: splitEvidence(counted[0]!),
        isSeen: true,
        candidateFailure: null,
      },
      new Date(look * LOOK_S * 1000),
    );
    if (act !== 'hold') return act;
  }
  return 'hold';
}

const empty = (step: number, weight: number): EvidenceSegment => ({
  configNumber: step + 1,
  weight,
  stable: { units: 0, events: 0 },
  candidate: { units: 0, events: 0 },
});

function share(act: Decision['act'], runs: number, simulated: Simulated): number {
  const random = seededRandom(20261121);
  let count = 0;
  for (let run = 0; run < runs; run += 1) count += Number(ending(random, simulated) === act);
  return count / runs;
}

describe('rollouts with three guardrails, looked at 150 times', () => {
  const alpha = 0.05;

  it.each([
    ['just as good as stable', { candidate: times(1) }],
    ['as bad as the floor of harm allows, on every guardrail', { candidate: times(1.25) }],
    ['as good, without a floor', { candidate: times(1), policy: { thetaHarm: 1 } }],
    ['as good, at one weight', { candidate: times(1), policy: { thetaHarm: 1 }, weights: [0.1] }],
  ])('roll back at most alpha of candidates that are %s', (_, simulated) => {
    expect(share('roll_back', 150, simulated)).toBeLessThanOrEqual(alpha);
  });

  it('never call a sound split broken, and always one that loses a third', () => {
    expect(share('pause', 150, { candidate: times(1) })).toBe(0);
    expect(share('pause', 20, { candidate: times(1), lost: 1 / 3 })).toBe(1);
  });

  it.each([
    ['errors', { ...times(1), errors: 0.02 }],
    ['the p95', { ...times(1), latency_p95: 0.15 }],
    ['the p99', { ...times(1), latency_p99: 0.04 }],
  ])('roll back every candidate that is clearly worse in %s alone', (_, candidate) => {
    expect(share('roll_back', 20, { candidate })).toBe(1);
  });
});
