import {
  AbTestPlan,
  RolloutPolicy,
  type ArmObservation,
  type CheckReading,
  type EvidenceSegment,
  type RolloutObservation,
  type ValueSummary,
} from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { describe, expect, test } from 'vitest';
import { judge } from '../judge.js';

const plan = AbTestPlan.parse({
  strategy: 'ab_test',
  arms: [2, 3].map((version) => ({ version, weightBp: 2_500 })),
  goal: { metric: 'clicks' },
  minSeconds: 60,
  maxSeconds: 1_000,
});
const policy = RolloutPolicy.parse({ guardrails: ['errors'] });
const value = (units: number, mean: number): ValueSummary => ({ units, mean, variance: 1 });
/** Of the draws between stable (half) and one candidate (a quarter) a third are the candidate's. */
const weight = 1 / 3;
const segment = (candidate: [number, number], stable: [number, number] = [10_000, 10]): EvidenceSegment => ({
  configNumber: 2,
  weight,
  stable: { units: stable[0], events: stable[1] },
  candidate: { units: candidate[0], events: candidate[1] },
});
const arm = (version: number, mean: number, change: Partial<ArmObservation> = {}, errors = 5): ArmObservation => {
  const segments = [segment([5_000, errors])];
  const metrics = [{ configNumber: 2, weight, stable: value(10_000, 5), candidate: value(5_000, mean) }];
  return {
    model: 'delays',
    version,
    weightBp: 2_500,
    dropped: null,
    candidateFailure: null,
    checks: [],
    counts: {
      guardrails: [{ name: 'errors', segments }],
      requests: segments,
      metrics: [{ name: 'clicks', segments: metrics }],
    },
    ...change,
  };
};
const observed = (arms: ArmObservation[], seconds = 100, change: Partial<RolloutObservation> = {}) => ({
  at: new Date(seconds * 1_000).toISOString(),
  step: 0,
  plan,
  policy,
  stepStartedAt: new Date(0).toISOString(),
  counts: arms[0]!.counts,
  isSeen: true,
  candidateFailure: null,
  checks: [],
  arms,
  ...change,
});
const thresholds = RolloutPolicy.parse({
  guardrails: ['errors'],
  checks: [{ name: 'p95', source: { kind: 'traffic', metric: 'p95_ms' }, max: 50 }],
});
const p95 = (value: number, failuresInRow = 0): CheckReading => ({
  name: 'p95',
  at: new Date(0).toISOString(),
  value,
  detail: '',
  state: failuresInRow === 0 ? 'ok' : 'breached',
  failuresInRow,
});
const out = { dropped: 'it failed' };

describe('an A/B test', () => {
  test.each<[string, ArmObservation[], number, Partial<RolloutObservation>, object]>([
    ['without a difference holds', [arm(2, 5), arm(3, 5)], 100, {}, { act: 'hold', why: /^no winner yet: v2 leads/ }],
    [
      'promotes the one that is better than all',
      [arm(2, 5), arm(3, 6)],
      100,
      {},
      { act: 'complete', version: 3, why: /^v3 is shown better than stable: clicks \+1/ },
    ],
    [
      'only tells it where that is asked',
      [arm(2, 5), arm(3, 6)],
      100,
      { plan: { ...plan, onWinner: 'finish' } },
      { act: 'finish' },
    ],
    ['has no winner before its time', [arm(2, 5), arm(3, 6)], 50, {}, { act: 'hold', why: /lasts 10 s more/ }],
    [
      'waits for every gateway',
      [arm(2, 5), arm(3, 6)],
      100,
      { isSeen: false },
      { act: 'hold', why: /not every gateway/ },
    ],
    [
      'of two that are better alike holds',
      [arm(2, 6), arm(3, 6)],
      100,
      {},
      { act: 'hold', why: /v2 and v3 shown better than stable, but not than every other/ },
    ],
    [
      'takes the best of them when its time is over',
      [arm(2, 6), arm(3, 6.01)],
      1_001,
      {},
      { act: 'complete', version: 3, why: /the best of those/ },
    ],
    ['without a winner asks a person in the end', [arm(2, 5), arm(3, 5)], 1_001, {}, { act: 'pause' }],
    [
      'takes a worse one out',
      [arm(2, 4), arm(3, 5)],
      10,
      {},
      { act: 'drop', version: 2, why: /shown worse than stable: clicks -1/ },
    ],
    [
      'takes a failing one out, however good it is',
      [arm(2, 5), arm(3, 6, {}, 200)],
      10,
      {},
      { act: 'drop', version: 3, why: /^v3 errors \d+x/ },
    ],
    [
      'takes one out that cannot run',
      [arm(2, 5), arm(3, 6, { candidateFailure: 'it crashed' })],
      0,
      {},
      { act: 'drop', version: 3 },
    ],
    [
      'ends when the last one is out',
      [arm(2, 5, out), arm(3, 4)],
      10,
      {},
      { act: 'roll_back', why: /^no candidate is left: v3/ },
    ],
    [
      'takes one out that a plain threshold says is bad',
      [arm(2, 5), arm(3, 6, { checks: [p95(80, 3)] })],
      100,
      { policy: thresholds },
      { act: 'drop', version: 3, why: /^v3 p95 is 80 instead of at most 50, 3 times in a row/ },
    ],
    [
      'asks a person where the threshold asks for that',
      [arm(2, 5), arm(3, 6, { checks: [p95(80, 3)] })],
      100,
      { policy: { ...policy, checks: [{ ...thresholds.checks[0]!, onBreach: 'pause' }] } },
      { act: 'pause', why: /^v3 p95 is 80/ },
    ],
    [
      'promotes nothing whose threshold is not known to hold',
      [arm(2, 5, { checks: [p95(40)] }), arm(3, 6)],
      100,
      { policy: thresholds },
      { act: 'hold', why: /v3 is shown better.*; but p95 was not read yet/ },
    ],
    [
      'asks for the threshold of the winner only',
      [arm(2, 5), arm(3, 6, { checks: [p95(40)] })],
      100,
      { policy: thresholds },
      { act: 'complete', version: 3 },
    ],
    ['looks no more at one that is out', [arm(2, 4, out), arm(3, 5)], 10, {}, { act: 'hold' }],
    ['lets the only one that is left win', [arm(2, 6, out), arm(3, 6)], 100, {}, { act: 'complete', version: 3 }],
    [
      'promotes nothing that is not shown safe',
      [arm(2, 5), arm(3, 6, {}, 9)],
      100,
      { policy: { ...policy, pMax: 0.001 } },
      { act: 'hold', why: /but not yet shown safe/ },
    ],
    [
      'that should be low wins low',
      [arm(2, 5), arm(3, 4)],
      100,
      { plan: { ...plan, goal: { metric: 'clicks', better: 'lower' } } },
      { act: 'complete', version: 3 },
    ],
  ])('%s', (_, arms, seconds, change, { why = /./, ...expected }: { why?: RegExp }) => {
    const { decision } = judge(observed(arms, seconds, change));
    expect(decision).toMatchObject({ ...expected, why: expect.stringMatching(why) });
  });

  test('whose candidates are not drawn as wanted pauses, whatever the counts say', () => {
    const few = [segment([3_000, 0])];
    const lost = arm(3, 6);
    lost.counts.guardrails = [{ name: 'errors', segments: few }];
    expect(judge(observed([arm(2, 5), lost])).decision).toMatchObject({ act: 'pause' });
  });

  test('spends alpha on all candidates and on all comparisons together', () => {
    const { arms } = judge(observed([arm(2, 5), arm(3, 5)]));
    expect(arms.map(({ goal }) => goal.level)).toEqual([0.05 / 3, 0.05 / 3]);
    expect(arms[0]!.guardrails[0]!.harmLimit).toBeCloseTo(2 / 0.05, 9);
  });

  test('names a winner among equal ones at most as often as alpha says, looked at all the time', () => {
    const random = seededRandom(3);
    const runs = 150;
    let wrong = 0;
    for (let run = 0; run < runs; run += 1) wrong += Number(namesAnyone(random));
    expect(wrong / runs).toBeLessThanOrEqual(0.05);
  });
});

/** Whether a test of versions that are all alike ever takes one out or names a winner. */
function namesAnyone(random: () => number): boolean {
  const sums = [0, 1, 2].map(() => ({ units: 0, sum: 0, squares: 0 }));
  for (let seen = 1; seen <= 3_000; seen += 1) {
    const point = random();
    const into = sums[point < 0.25 ? 1 : point < 0.5 ? 2 : 0]!;
    const clicks = Number(random() < 0.2) * (1 + 4 * random());
    into.units += 1;
    into.sum += clicks;
    into.squares += clicks ** 2;
    if (seen % 100 !== 0) continue;
    const [stable, ...candidates] = sums.map(({ units, sum, squares }) => {
      const mean = units === 0 ? 0 : sum / units;
      return { units, mean, variance: units === 0 ? 0 : squares / units - mean ** 2 };
    });
    const arms = candidates.map((candidate, i) => {
      const segments = [segment([candidate.units, 0], [stable!.units, 0])];
      const metrics = [{ name: 'clicks', segments: [{ configNumber: 2, weight, stable: stable!, candidate }] }];
      return arm(i + 2, 0, {
        counts: { guardrails: [{ name: 'errors' as const, segments }], requests: segments, metrics },
      });
    });
    const { act } = judge(observed(arms, 100)).decision;
    if (act !== 'hold') return true;
  }
  return false;
}
