import { RolloutPolicy, type EvidenceSegment } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { decide, type Situation } from './decide.js';
import { guardrailEvidence, guardrailsOf, splitEvidence } from './evidence.js';

const policy = RolloutPolicy.parse({});
const steps = [
  { weightBp: 1000, holdSeconds: 10 },
  { weightBp: 5000, holdSeconds: 10 },
  { weightBp: 10_000, holdSeconds: 0 },
];
const start = new Date('2026-01-01T00:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const counts = (weight: number, stable: [number, number], candidate: [number, number]): EvidenceSegment => ({
  configNumber: 2,
  weight,
  stable: { units: stable[0], events: stable[1] },
  candidate: { units: candidate[0], events: candidate[1] },
});
const situation = (segments: EvidenceSegment[], more: Partial<Situation> = {}): Situation => ({
  step: 0,
  steps,
  policy,
  stepStartedAt: start,
  errors: guardrailEvidence(guardrailsOf(policy).errors, segments, policy),
  others: [],
  split: splitEvidence(segments),
  isSeen: true,
  candidateFailure: null,
  ...more,
});

test.each([
  ['no traffic holds', [], 5, {}, 'hold'],
  ['422 candidate requests without errors are not yet proof', [counts(0.1, [3800, 0], [422, 0])], 20, {}, 'hold'],
  ['423 candidate requests without errors are', [counts(0.1, [3800, 0], [423, 0])], 20, {}, 'advance'],
  ['proof before the step has lasted holds', [counts(0.1, [3800, 0], [423, 0])], 5, {}, 'hold'],
  [
    'proof from an earlier weight holds until gateways answer by this one',
    [counts(0.1, [3800, 0], [423, 0])],
    20,
    { isSeen: false },
    'hold',
  ],
  [
    'a weight that no gateway takes up pauses for a person',
    [counts(0.1, [3800, 0], [423, 0])],
    90_000,
    { isSeen: false },
    'pause',
  ],
  ['proof at the step before 100 % completes', [counts(0.1, [3800, 0], [423, 0])], 20, { step: 1 }, 'complete'],
  ['errors at the candidate only roll back', [counts(0.1, [900, 0], [60, 12])], 5, {}, 'roll_back'],
  ['as many errors as stable hold', [counts(0.1, [9000, 45], [1000, 5])], 5, {}, 'hold'],
  ['the first five all failed: at once', [counts(0.1, [20, 0], [5, 5])], 0, {}, 'roll_back'],
  ['a candidate that cannot run rolls back', [], 0, { candidateFailure: 'it keeps crashing' }, 'roll_back'],
  ['the budget of failed requests is a hard stop', [counts(0.5, [100_000, 5000], [100_000, 5000])], 0, {}, 'roll_back'],
  ['inconclusive for too long pauses for a person', [counts(0.1, [90, 0], [10, 0])], 90_000, {}, 'pause'],
  ['harm beats proof on the same look', [counts(0.1, [900_000, 0], [100_000, 40])], 20, {}, 'roll_back'],
] as const)('%s', (_, segments, seconds, more, act) => {
  const decision = decide(situation([...segments], more), after(seconds));
  expect(decision.act).toBe(act);
  expect(decision.why).not.toBe('');
});

test('a reason names its evidence and its limit', () => {
  const { why } = decide(situation([counts(0.1, [9000, 9], [1000, 40])]), after(5));
  expect(why).toMatch(/^errors \d+x \(40 of 1000 requests failed, e .*, limit 20\)$/);
});

test('a hold says what is still needed', () => {
  const { why } = decide(situation([counts(0.1, [900, 0], [100, 0])]), after(5));
  expect(why).toBe(
    'not yet shown safe (e 1.6, needs 20: about 323 more candidate requests without a failure); no harm found',
  );
});
