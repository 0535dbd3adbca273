import { RolloutPolicy, type EvidenceSegment } from '@slipway/contracts';
import { describe, expect, it, test } from 'vitest';
import { guardrailEvidence, guardrailsOf, splitEvidence, unitsToSafety } from './evidence.js';

const policy = RolloutPolicy.parse({});
const { errors, latency_p95: slow95, latency_p99: slow99 } = guardrailsOf(policy);
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
    ['5 % slow at both', slow95, [counts(0.5, [1000, 50], [1000, 50])], 'safe'],
    ['1 % slow at both', slow99, [counts(0.5, [5000, 50], [5000, 50])], 'safe'],
    ['10 % slow instead of 5 %', slow95, [counts(0.5, [2000, 100], [2000, 200])], 'harmful'],
  ] as const)('%s', (_, guardrail, segments, verdict) => {
    expect(guardrailEvidence(guardrail, [...segments], policy).verdict).toBe(verdict);
  });

  it('divides alpha among guardrails for harm, and not for safety', () => {
    const { harmLimit, safeLimit } = guardrailEvidence(errors, [], policy, 3);
    expect([harmLimit, safeLimit]).toEqual([expect.closeTo(60, 9), expect.closeTo(20, 9)]);
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
