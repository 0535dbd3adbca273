import { expect, it } from 'vitest';
import { checkPerformance, type Expected, type Outcomes } from './check-performance.js';

const outcomes = (count: number, right: number): Outcomes => {
  const truth = Float64Array.from({ length: count }, (_, i) => i % 2);
  const predicted = truth.map((label, i) => (i % 100 < right ? 0.1 + 0.8 * label : 0.9 - 0.8 * label));
  return { kind: 'binary', truth, predicted, probabilities: null, predictions: 2 * count, estimates: [] };
};
const expected = (metric: string, limit: number): Expected => ({
  metric,
  limit,
  minimumRows: 100,
  fromEstimate: false,
});

it.each([
  [
    'clearly better than the limit',
    outcomes(1000, 90),
    expected('accuracy', 0.8),
    'ok',
    'within the limit, at least 0.8',
  ],
  ['worse, but perhaps by chance', outcomes(200, 78), expected('accuracy', 0.8), 'ok', 'perhaps worse than the limit'],
  ['clearly worse', outcomes(1000, 70), expected('accuracy', 0.8), 'firing', 'clearly worse than the limit'],
  ['a loss that is small enough', outcomes(1000, 90), expected('log_loss', 0.6), 'ok', 'within the limit, at most 0.6'],
  ['a loss that is too large', outcomes(1000, 70), expected('log_loss', 0.6), 'firing', 'clearly worse'],
  [
    'too few outcomes',
    outcomes(60, 10),
    expected('accuracy', 0.8),
    'no_data',
    '60 of 120 rows have an outcome, 100 needed',
  ],
] as const)('%s', (_name, known, wanted, state, text) => {
  const verdict = checkPerformance(known, wanted);
  expect(verdict.state).toBe(state);
  expect(verdict.sentence).toContain(text);
});

it('a metric that one class does not have is no data', () => {
  const oneClass = { ...outcomes(400, 90), truth: new Float64Array(400) };
  expect(checkPerformance(oneClass, expected('auc', 0.7))).toMatchObject({
    state: 'no_data',
    sentence: expect.stringContaining('auc is not defined'),
  });
});

it('keeps every metric for the chart, with its interval', () => {
  const { metrics } = checkPerformance(outcomes(1000, 90), expected('accuracy', 0.8));
  expect(metrics?.find(({ name }) => name === 'accuracy')).toMatchObject({ value: 0.9, low: expect.any(Number) });
});

it.each([
  [0.9, 'ok', 'accuracy is estimated at 0.9 (0.88 to 0.92), within the limit'],
  [0.7, 'firing', 'accuracy is estimated at 0.7 (0.68 to 0.72), clearly worse than the limit'],
])('an estimate of %f is told, and alarms only where that is asked for', (value, state, text) => {
  const few = { ...outcomes(60, 10), predictions: 500 };
  const estimates = [{ name: 'accuracy', value, low: value - 0.02, high: value + 0.02 }];
  const told = checkPerformance({ ...few, estimates }, expected('accuracy', 0.8));
  expect(told).toMatchObject({ state: 'no_data', metrics: [], estimates });
  expect(told.sentence).toContain('Estimated without them: accuracy');
  const asked = checkPerformance({ ...few, estimates }, { ...expected('accuracy', 0.8), fromEstimate: true });
  expect(asked.state).toBe(state);
  expect(asked.sentence).toContain(text);
});
