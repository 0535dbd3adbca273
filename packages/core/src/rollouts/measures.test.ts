import { RolloutPolicy, type MetricCounts, type RolloutCounts, type ValueSummary } from '@slipway/contracts';
import { describe, expect, test } from 'vitest';
import { guardrailsOf } from './guardrails.js';
import { measureDoubt, measureHarm } from './measure-words.js';
import { measureEvidence } from './measures.js';

const policy = (more: object): RolloutPolicy => RolloutPolicy.parse({ guardrails: ['errors'], ...more });
const arm = (units: number, mean: number, variance = 1): ValueSummary => ({ units, mean, variance });
const revenue = (stable: ValueSummary, candidate: ValueSummary, weight = 0.5): MetricCounts => ({
  name: 'revenue',
  segments: [{ configNumber: 2, weight, stable, candidate }],
});
const judged = (counts: Partial<RolloutCounts>, more: object) =>
  measureEvidence({ metrics: [], ...counts }, policy(more))[0]!;

describe('a business metric', () => {
  const metrics = [{ name: 'revenue', margin: 0.2 }];
  test.each([
    ['that was never told', [], 'no_data', /^revenue is not measured yet/],
    ['of few values', [revenue(arm(90, 5), arm(90, 5))], 'not_yet', /^too few values of revenue yet/],
    ['that is the same', [revenue(arm(9_000, 5), arm(9_000, 5))], 'safe', null],
    ['that may be worse', [revenue(arm(500, 5), arm(500, 5))], 'not_yet', /not lower by more than 0.2 \(0 \[-0\.\d+, /],
    [
      'that is worse',
      [revenue(arm(9_000, 5), arm(9_000, 4))],
      'harmful',
      /^revenue changed by -1 \[-1\.\d+, -0\.\d+\]/,
    ],
    ['that is told of one version more', [revenue(arm(5_000, 5), arm(9_000, 5))], 'not_yet', /not told of both/],
    ['of which nothing was drawn', [revenue(arm(0, 0), arm(900, 5), 1)], 'no_data', /not measured/],
  ])('%s', (_, counted, verdict, words) => {
    const found = judged({ metrics: counted }, { metrics });
    expect(found.verdict).toBe(verdict);
    if (words !== null) expect((verdict === 'harmful' ? measureHarm : measureDoubt)(found)).toMatch(words);
  });

  test('that should be low is worse when it is high', () => {
    const low = [{ ...metrics[0], better: 'lower' }];
    const at = (mean: number) => judged({ metrics: [revenue(arm(9_000, 5), arm(9_000, mean))] }, { metrics: low });
    expect([at(4).verdict, at(6).verdict]).toEqual(['safe', 'harmful']);
    expect(measureHarm(at(6))).toMatch(/^revenue changed by \+1 .*, higher by more than 0.2$/);
  });
});

describe('scores', () => {
  const scores = { maxDistance: 0.3 };
  const bins = (...counts: number[]): number[] => counts;
  test.each([
    ['that nobody counted', undefined, 'no_data'],
    ['of few answers', { stable: bins(9, 9), candidate: bins(9, 9) }, 'not_yet'],
    ['that stay', { stable: bins(5_000, 5_000), candidate: bins(500, 500) }, 'safe'],
    ['that move far', { stable: bins(5_000, 5_000), candidate: bins(1_000, 0) }, 'harmful'],
  ])('%s', (_, counted, verdict) => {
    expect(judged(counted === undefined ? {} : { scores: counted }, { scores }).verdict).toBe(verdict);
  });
});

test('all guardrails together spend alpha once', () => {
  const many = policy({
    guardrails: ['errors', 'timeouts'],
    metrics: [{ name: 'a', margin: 1 }],
    scores: { maxDistance: 0.1 },
  });
  const spent = guardrailsOf(many).reduce((sum, { share }) => sum + share * many.alpha, 0);
  const measured = measureEvidence({ metrics: [] }, many).reduce((sum, { level }) => sum + level, 0);
  expect(spent + measured).toBeCloseTo(many.alpha, 12);
  expect(guardrailsOf(policy({}))).toMatchObject([{ share: 1 }]);
});
