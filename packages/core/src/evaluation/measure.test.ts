import type { VersionSchema } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { judgeGates, measure } from './measure.js';

const schema = (task: VersionSchema['task'], role: 'score' | 'label' | 'value'): VersionSchema => ({
  task,
  features: [],
  outputs: [{ name: 'out', role }],
  inputs: [],
  tensorOutputs: [],
});
async function* batch(rows: { target: unknown; prediction: Record<string, number | string> }[]) {
  yield { rows: rows.map(({ target }) => ({ target })), predictions: rows.map(({ prediction }) => prediction) };
}
const nothing = async () => undefined;

test('a score is measured as scikit-learn does: roc_auc_score of [0,0,1,1], [.1,.4,.35,.8] is .75', async () => {
  const rows = [
    [0, 0.1],
    [0, 0.4],
    [1, 0.35],
    [1, 0.8],
  ].map(([target, score]) => ({ target, prediction: { score: score! } }));
  const found = await measure(
    schema('classification', 'score'),
    { target: 'target', positive: null },
    batch(rows),
    nothing,
  );
  expect(found.metrics.find(({ name }) => name === 'auc')?.value).toBe(0.75);
  expect(found.confusion).toEqual({
    threshold: 0.5,
    truePositive: 1,
    falsePositive: 0,
    trueNegative: 2,
    falseNegative: 1,
  });
});

test('one class only: no AUC, and a gate on it does not pass', async () => {
  const rows = [0.2, 0.7].map((score) => ({ target: 0, prediction: { score } }));
  const { metrics } = await measure(
    schema('classification', 'score'),
    { target: 'target', positive: null },
    batch(rows),
    nothing,
  );
  expect(metrics.find(({ name }) => name === 'auc')).toBeUndefined();
  expect(judgeGates([{ metric: 'auc', op: '>=', threshold: 0.5 }], metrics)).toMatchObject({
    verdict: 'failed',
    gates: [{ outcome: 'not_measured' }],
  });
});

test('labels of many classes and values of a regression', async () => {
  const labels = ['a', 'b', 'c', 'a'].map((target, i) => ({ target, prediction: { label: i === 3 ? 'b' : target } }));
  const found = await measure(
    schema('classification', 'label'),
    { target: 'target', positive: null },
    batch(labels),
    nothing,
  );
  expect(found.metrics.find(({ name }) => name === 'accuracy')?.value).toBe(0.75);
  const values = [
    [3, 2.5],
    [-0.5, 0],
    [2, 2],
    [7, 8],
  ].map(([target, value]) => ({ target, prediction: { value: value! } }));
  const regression = await measure(
    schema('regression', 'value'),
    { target: 'target', positive: null },
    batch(values),
    nothing,
  );
  expect(regression.metrics.find(({ name }) => name === 'mae')?.value).toBe(0.5);
});

test('gates: at least, at most, none', () => {
  const metrics = [{ name: 'auc', value: 0.7, low: null, high: null }];
  expect(judgeGates([{ metric: 'auc', op: '>=', threshold: 0.7 }], metrics).verdict).toBe('passed');
  expect(judgeGates([{ metric: 'auc', op: '<=', threshold: 0.6 }], metrics).verdict).toBe('failed');
  expect(judgeGates([], metrics).verdict).toBe('not_gated');
});
