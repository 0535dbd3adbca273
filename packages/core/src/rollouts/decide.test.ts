import { RolloutPolicy, type EvidenceSegment } from '@slipway/contracts';
import { describe, expect, test } from 'vitest';
import { decide, type Situation } from './decide.js';
import { guardrailEvidence, requestFailures, splitEvidence } from './evidence.js';
import { guardrailsOf, type Guardrail } from './guardrails.js';

const policy = RolloutPolicy.parse({ guardrails: ['errors', 'latency_p95', 'latency_p99'] });
const [errors, slow, slowest] = guardrailsOf(policy) as [Guardrail, Guardrail, Guardrail];
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
  guardrails: [guardrailEvidence(errors, segments, policy)],
  measures: [],
  arms: [],
  failures: requestFailures(segments, policy.thetaHarm),
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
  [
    'as many failures as stable has, however many, are no excess',
    [counts(0.5, [100_000, 5000], [100_000, 5000])],
    0,
    {},
    'hold',
  ],
  [
    'a budget of failures beyond that is a hard stop',
    [counts(0.5, [20_000, 2000], [20_000, 2550])],
    0,
    {},
    'roll_back',
  ],
  ['inconclusive for too long pauses for a person', [counts(0.1, [90, 0], [10, 0])], 90_000, {}, 'pause'],
  ['harm beats proof on the same look', [counts(0.1, [900_000, 0], [100_000, 40])], 20, {}, 'roll_back'],
] as const)('%s', (_, segments, seconds, more, act) => {
  const decision = decide(situation([...segments], more), after(seconds));
  expect(decision.act).toBe(act);
  expect(decision.why).not.toBe('');
});

test('the first requests are requests, not keys: one key may fail often and others not at all', () => {
  const keys = [counts(0.1, [86, 9], [10, 0]), counts(0.25, [0, 20], [0, 10])];
  const requests = [counts(0.1, [9000, 90], [900, 4]), counts(0.25, [750, 20], [250, 8])];
  const failures = requestFailures(requests, policy.thetaHarm);
  expect(decide(situation(keys, { failures }), after(20)).act).toBe('hold');
});

test('a reason names its evidence and its limit', () => {
  const { why } = decide(situation([counts(0.1, [9000, 9], [1000, 40])]), after(5));
  expect(why).toMatch(/^errors \d+x \(40 of 1,000 requests failed, e .*, limit 40\)$/);
});

test('a hold says what is still needed', () => {
  const { why } = decide(situation([counts(0.1, [900, 0], [100, 0])]), after(5));
  expect(why).toBe(
    'not yet shown safe (e 1.6, needs 20: about 323 more candidate requests without a failure); no harm found',
  );
});

describe('other guardrails', () => {
  const fine = [counts(0.5, [5000, 0], [5000, 0])];
  const judge = (slow95: EvidenceSegment, slow99: EvidenceSegment) =>
    decide(
      situation(fine, {
        guardrails: [
          guardrailEvidence(errors, fine, policy),
          guardrailEvidence(slow, [slow95], policy),
          guardrailEvidence(slowest, [slow99], policy),
        ],
      }),
      after(20),
    );
  const same95 = counts(0.5, [5000, 250], [5000, 250]);
  const same99 = counts(0.5, [5000, 50], [5000, 50]);

  test('all safe go on', () =>
    expect(judge(same95, same99)).toMatchObject({
      act: 'advance',
      why: expect.stringMatching(
        /^errors shown safe \(0 of 5,000 requests failed, e .*, limit 20\); so are slow answers \(p95\), slow answers \(p99\) \(e \d.* or more\)$/,
      ),
    }));
  test('one that is harmed rolls back, with its name', () =>
    expect(judge(counts(0.5, [5000, 250], [5000, 600]), same99)).toMatchObject({
      act: 'roll_back',
      why: expect.stringMatching(/^slow answers \(p95\) 2\.4x \(600 of 5,000 requests were slow, e .*, limit 80\)$/),
    }));
  test('one that is not proven holds, with its name', () =>
    expect(judge(same95, counts(0.5, [50, 0], [50, 0]))).toMatchObject({
      act: 'hold',
      why: expect.stringMatching(
        /^slow answers \(p99\) not yet shown safe \(e .*, needs 20: about \d+ more candidate requests that are not slow\); no harm found$/,
      ),
    }));
});

describe('a broken split', () => {
  const broken = (events: [number, number], units = 5000): EvidenceSegment[] => [
    counts(0.5, [10_000 - units, events[0]], [units, events[1]]),
  ];
  const sound = splitEvidence(broken([0, 0]));
  const lost = splitEvidence(broken([0, 0], 4000));
  test.each([
    ['stops everything that counts would say: proof', broken([0, 0]), lost, {}, 'pause'],
    ['and harm', broken([5, 45]), lost, {}, 'pause'],
    ['which a sound split lets through', broken([5, 45]), sound, {}, 'roll_back'],
    ['not the budget of failures', broken([5, 60]), lost, {}, 'roll_back'],
    ['not a candidate that cannot run', broken([0, 0]), lost, { candidateFailure: 'it crashed' }, 'roll_back'],
    ['not one whose requests all fail', [counts(0.5, [100, 0], [9, 9])], lost, {}, 'roll_back'],
  ] as const)('%s', (_, segments, split, more, act) => {
    expect(decide(situation([...segments], { split, ...more }), after(20)).act).toBe(act);
  });
  test('is explained', () =>
    expect(decide(situation(broken([0, 0]), { split: lost }), after(20))).toMatchObject({
      why: expect.stringMatching(
        /^traffic is not split as wanted: the candidate had 4,000 of 10,000 requests instead of about 5,000 \(e .*, limit 1,000\), so nothing can be concluded; a person decides$/,
      ),
    }));
});
