import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { estimatePerformance, type PredictedRow } from './estimate-performance.js';
import { metricsOf } from './metrics-of.js';
import { readOutcomes } from './read-outcomes.js';

const random = seededRandom(31);
const late = new Set(['late']);
/** Scores that are too sure of themselves: the chance of being late is nearer to a half than they say. */
const scored = (rows: number, from = 0) =>
  Array.from({ length: rows }, () => {
    const score = from + (1 - from) * random();
    const chance = 0.5 + (score - 0.5) * 0.5;
    return { inputs: {}, output: { score }, actual: random() < chance ? 'late' : 'on time' };
  });
/** Values whose errors grow with the distance, and are larger from one city. */
const valued = (rows: number, far: number) =>
  Array.from({ length: rows }, () => {
    const [distance, city] = [far * random(), random() < 0.5 ? 'SFO' : 'JFK'];
    const error = (random() - 0.5) * (1 + 4 * distance) * (city === 'SFO' ? 2 : 1);
    return { inputs: { distance, city }, output: { value: 10 }, actual: String(10 + error) };
  });

type Row = PredictedRow & { actual: string };
function compare(past: Row[], now: Row[], name: string) {
  const estimates = estimatePerformance(readOutcomes(past, late), past, now);
  const { kind, truth, predicted } = readOutcomes(now, late);
  const realised = metricsOf(kind, truth, predicted).find((metric) => metric.name === name)!;
  return { estimate: estimates.find((metric) => metric.name === name)!, realised: realised.value };
}

describe('performance without outcomes', () => {
  it.each(['auc', 'accuracy', 'f1', 'log_loss'])(
    '%s of scores that are too sure, on other scores than before',
    (name) => {
      const { estimate, realised } = compare(scored(6_000), scored(2_000, 0.3), name);
      expect(realised).toBeGreaterThan(estimate.low! - 0.02);
      expect(realised).toBeLessThan(estimate.high! + 0.02);
      expect(estimate.high! - estimate.low!).toBeLessThan(0.1);
    },
  );

  it.each(['mae', 'rmse'])('%s of values, nearer than before', (name) => {
    const { estimate, realised } = compare(valued(5_000, 1), valued(2_000, 0.3), name);
    expect(Math.abs(estimate.value / realised - 1)).toBeLessThan(0.1);
    const before = compare(valued(5_000, 1), valued(2_000, 1), name);
    expect(estimate.value).toBeLessThan(0.7 * before.estimate.value);
    expect(Math.abs(before.estimate.value / before.realised - 1)).toBeLessThan(0.1);
  });

  it('is silent where it cannot know: few outcomes, labels, no rows, scores that are no numbers', () => {
    const past = scored(400);
    expect(estimatePerformance(readOutcomes(past.slice(0, 299), late), past, past)).toEqual([]);
    expect(estimatePerformance(readOutcomes(past, late), past, [])).toEqual([]);
    const broken = [
      { inputs: {}, output: { score: NaN } },
      { inputs: {}, output: {} },
    ];
    expect(estimatePerformance(readOutcomes(past, late), past, broken)).toEqual([]);
    const labels = past.map(({ actual }) => ({ inputs: {}, output: { label: 'late' }, actual }));
    expect(estimatePerformance(readOutcomes(labels, late), labels, labels)).toEqual([]);
  });
});
