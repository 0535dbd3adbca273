import { RolloutPolicy, type EvidenceSegment, type GuardrailName } from '@slipway/contracts';
import { describe, expect, it, test } from 'vitest';
import { guardrailEvidence, requestFailures, splitEvidence, unitsToSafety } from './evidence.js';
import { guardrailsOf, type Guardrail } from './guardrails.js';

const policy = RolloutPolicy.parse({ guardrails: ['errors'] });
const guardrail = (name: GuardrailName): Guardrail =>
  guardrailsOf(RolloutPolicy.parse({})).find((one) => one.name === name)!;
const [errors] = guardrailsOf(policy) as [Guardrail];
const [slow50, slow95, slow99] = [guardrail('latency_p50'), guardrail('latency_p95'), guardrail('latency_p99')];
const counts = (weight: number, stable: [number, number], candidate: [number, number]): EvidenceSegment => ({
  configNumber: 2,
  weight,
  stable: { units: stable[0], events: stable[1] },
  candidate: { units: candidate[0], events: candidate[1] },
});

describe('guardrailEvidence', () => {
  it.each([
    ['nothing yet', errors, [], 'no_data'],
    ['traffic of the stable version only', errors, [counts(0.1, [900, 0], [0, 0])], 'no_data'],
    ['too little', errors, [counts(0.1, [90, 0], [10, 0])], 'not_yet'],
    ['no error in 423', errors, [counts(0.1, [3800, 0], [423, 0])], 'safe'],
    ['four times the errors', errors, [counts(0.1, [9000, 45], [1000, 20])], 'harmful'],
    ['errors within the floor', errors, [counts(0.5, [50_000, 500], [50_000, 600])], 'safe'],
    ['half of them slow at both', slow50, [counts(0.5, [1500, 750], [1500, 750])], 'safe'],
    ['two thirds slow instead of half', slow50, [counts(0.5, [500, 250], [500, 333])], 'not_yet'],
    ['nine of ten slow instead of half', slow50, [counts(0.5, [500, 250], [500, 450])], 'harmful'],
    ['5 % slow at both', slow95, [counts(0.5, [1000, 50], [1000, 50])], 'safe'],
    ['1 % slow at both', slow99, [counts(0.5, [5000, 50], [5000, 50])], 'safe'],
    ['10 % slow instead of 5 %', slow95, [counts(0.5, [4000, 200], [4000, 400])], 'harmful'],
  ] as const)('%s', (_, guardrail, segments, verdict) => {
    expect(guardrailEvidence(guardrail, [...segments], policy).verdict).toBe(verdict);
  });

  it('spends half of alpha on errors, the rest on the others together, and all of it on errors alone', () => {
    const shares = guardrailsOf(RolloutPolicy.parse({})).map(({ name, share }) => [name, share]);
    expect(shares[0]).toEqual(['errors', 0.5]);
    expect(shares.reduce((sum, [, share]) => sum + Number(share), 0)).toBeCloseTo(1, 12);
    expect(errors.share).toBe(1);
    const { harmLimit, safeLimit } = guardrailEvidence({ ...errors, share: 0.1 }, [], policy);
    expect([harmLimit, safeLimit]).toEqual([expect.closeTo(200, 9), expect.closeTo(20, 9)]);
  });

  it('has one guardrail a name, and errors whether asked for or not', () => {
    const named = RolloutPolicy.parse({ guardrails: ['timeouts', 'timeouts'] });
    expect(guardrailsOf(named).map(({ name, share }) => [name, share])).toEqual([
      ['errors', 0.5],
      ['timeouts', 0.5],
    ]);
  });

  it('takes nothing from a config that drew no lots', () => {
    const drawn = counts(0.1, [9000, 45], [1000, 5]);
    const { harmE } = guardrailEvidence(errors, [drawn], policy);
    expect(guardrailEvidence(errors, [drawn, counts(1, [0, 0], [100, 90])], policy).harmE).toBeCloseTo(harmE, 12);
  });
});

describe('a split is broken', () => {
  it.each([
    ['no traffic', [], false],
    ['a sound split', [counts(0.1, [9050, 0], [950, 0])], false],
    ['a sound split in two steps', [counts(0.1, [9050, 0], [950, 0]), counts(0.5, [5050, 0], [4950, 0])], false],
    ['two thirds of what is wanted', [counts(0.1, [9350, 0], [650, 0])], true],
    [
      'a fallback to stable in the second step',
      [counts(0.1, [900, 0], [100, 0]), counts(0.5, [900, 0], [600, 0])],
      true,
    ],
    ['a candidate that is never reached', [counts(0.5, [120, 0], [0, 0])], true],
    ['the end, where nothing is drawn', [counts(1, [500, 0], [500, 0])], false],
  ] as const)('%s', (_, segments, isBroken) => {
    const { e, limit } = splitEvidence([...segments]);
    expect(e >= limit).toBe(isBroken);
  });

  it('says how many units the candidate should have had', () => {
    const { stableUnits, candidateUnits, expectedUnits } = splitEvidence([
      counts(0.1, [900, 0], [100, 0]),
      counts(0.5, [300, 0], [100, 0]),
    ]);
    expect([stableUnits, candidateUnits, expectedUnits]).toEqual([1200, 200, 300]);
  });
});

test('what is needed for proof is enough, and one less is not', () => {
  const before = counts(0.1, [900, 0], [100, 0]);
  const more = unitsToSafety(guardrailEvidence(errors, [before], policy), errors)!;
  const verdictAfter = (units: number) =>
    guardrailEvidence(errors, [before, counts(0.1, [0, 0], [units, 0])], policy).verdict;
  expect([verdictAfter(more - 1), verdictAfter(more)]).toEqual(['not_yet', 'safe']);
});

describe('what failed beyond the rate of stable', () => {
  it.each([
    ['nothing', [], 0],
    ['as often as stable', [counts(0.1, [900, 90], [100, 10])], -2.5],
    ['more', [counts(0.1, [900, 90], [100, 30])], 17.5],
    [
      'an hour in which everything fails is no excess',
      [counts(0.1, [9000, 0], [1000, 0]), counts(0.5, [100, 90], [100, 90])],
      -22.5,
    ],
    ['where stable answers nothing, every failure', [counts(1, [0, 0], [100, 7])], 7],
  ])('%s', (_, segments, excess) => {
    expect(requestFailures(segments, 1.25).excess).toBeCloseTo(excess, 9);
  });
});
