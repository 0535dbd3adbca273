import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { estimatePerformance, type PredictedRow } from './estimate-performance.js';
import { metricsOf } from './metrics-of.js';
import { probabilityMetrics } from './probability-metrics.js';
import { readOutcomes, type Positive } from './read-outcomes.js';

const random = seededRandom(31);
const late: Positive = { outcomes: new Set(['late']), named: null };
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

/** Three fruits; what the model says of them is surer than it may be, and of later ones it is never very sure. */
const fruits = ['apple', 'pear', 'quince'];
const sorted = (rows: number, sureness: number) =>
  Array.from({ length: rows }, () => {
    const best = Math.floor(3 * random());
    const top = 0.4 + sureness * 0.55 * random();
    const score = Object.fromEntries(fruits.map((name, i) => [name, i === best ? top : (1 - top) / 2]));
    const chance = 1 / 3 + (top - 1 / 3) * 0.7;
    const actual = random() < chance ? best : (best + 1 + Math.floor(2 * random())) % 3;
    return { inputs: {}, output: { label: fruits[best]!, score }, actual: fruits[actual]! };
  });

type Row = PredictedRow & { actual: string };
function compare(past: Row[], now: Row[], name: string) {
  const estimates = estimatePerformance(readOutcomes(past, late), past, now, late);
  const { kind, truth, predicted, probabilities } = readOutcomes(now, late);
  const more = probabilities === null ? [] : probabilityMetrics(truth, probabilities);
  const realised = [...metricsOf(kind, truth, predicted), ...more].find((metric) => metric.name === name)!;
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

  it.each(['accuracy', 'f1_macro', 'log_loss', 'brier_score', 'auc_macro'])(
    '%s of three classes whose scores are too sure, when they become less sure',
    (name) => {
      const { estimate, realised } = compare(sorted(6_000, 1), sorted(2_000, 0.4), name);
      expect(realised).toBeGreaterThan(estimate.low! - 0.02);
      expect(realised).toBeLessThan(estimate.high! + 0.02);
      const calm = compare(sorted(6_000, 1), sorted(2_000, 1), name);
      expect(Math.abs(estimate.value - calm.estimate.value)).toBeGreaterThan(0.05);
    },
  );

  it('of several classes one that is named is told from the others by its own score', () => {
    const past = sorted(2_000, 1);
    const quince: Positive = { outcomes: new Set(['quince']), named: 'quince' };
    const read = readOutcomes(past, { ...quince, named: 'apple', outcomes: new Set(['apple']) });
    expect(read.kind).toBe('binary');
    expect(Array.from(read.predicted.slice(0, 9))).toEqual(past.slice(0, 9).map(({ output }) => output.score['apple']));
    const names = estimatePerformance(readOutcomes(past, quince), past, past, quince).map(({ name }) => name);
    expect(names).toContain('recall');
    expect(readOutcomes(past, { ...quince, named: 'nut' }).kind).toBe('multiclass');
  });

  it('leaves out rows whose score lacks a class, or whose label is none', () => {
    const past = sorted(400, 1);
    const broken = [
      { inputs: {}, output: { label: 'apple', score: { apple: 1, pear: 0 } } },
      { inputs: {}, output: { label: 'apple', score: { apple: NaN, pear: 0, quince: 0 } } },
      { inputs: {}, output: { label: 'nut', score: past[0]!.output.score } },
      { inputs: {}, output: { label: 'apple' } },
    ];
    const estimate = (rows: PredictedRow[]) => estimatePerformance(readOutcomes(past, late), past, rows, late);
    expect(estimate(broken)).toEqual([]);
    expect(estimate([...broken, ...past])).toEqual(estimate(past));
    const unknown = { ...past[0]!, actual: 'nut' };
    expect(readOutcomes([...past, unknown], late).truth.at(-1)).toBe(3);
  });

  it.each(['mae', 'rmse'])('%s of values, nearer than before', (name) => {
    const { estimate, realised } = compare(valued(5_000, 1), valued(2_000, 0.3), name);
    expect(Math.abs(estimate.value / realised - 1)).toBeLessThan(0.1);
    const before = compare(valued(5_000, 1), valued(2_000, 1), name);
    expect(estimate.value).toBeLessThan(0.7 * before.estimate.value);
    expect(Math.abs(before.estimate.value / before.realised - 1)).toBeLessThan(0.1);
  });

  it('is silent where it cannot know: few outcomes, labels, no rows, scores that are no numbers', () => {
    const past = scored(400);
    expect(estimatePerformance(readOutcomes(past.slice(0, 299), late), past, past, late)).toEqual([]);
    expect(estimatePerformance(readOutcomes(past, late), past, [], late)).toEqual([]);
    const broken = [
      { inputs: {}, output: { score: NaN } },
      { inputs: {}, output: {} },
    ];
    expect(estimatePerformance(readOutcomes(past, late), past, broken, late)).toEqual([]);
    const labels = past.map(({ actual }) => ({ inputs: {}, output: { label: 'late' }, actual }));
    expect(estimatePerformance(readOutcomes(labels, late), labels, labels, late)).toEqual([]);
  });
});
