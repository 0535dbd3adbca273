import type { Evaluation } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { isPaired, judgedParts, pairedPart } from './judged-parts.js';

const test = {
  metric: 'auc',
  challenger: 0.72,
  champion: 0.7,
  change: 0.02,
  low: 0.01,
  high: 0.03,
  pValue: 0.004,
  test: 'delong',
  verdict: 'better',
  rows: 900,
};
const gate = { metric: 'auc', op: '>=', threshold: 0.71, compare: 'value', rows: 900, champion: null };
const evaluation = (version: number, against: number | null = null, more: object = {}) =>
  ({
    model: 'flights',
    version,
    champion: against === null ? null : { version: against, comparisons: [test] },
    gates: [],
    speed: [],
    ...more,
  }) as unknown as Evaluation;

it('sets the test of each version against the base, whichever of the two was measured', () => {
  const part = pairedPart('may v2, late', [
    [evaluation(1, 3)],
    [evaluation(2, 1)],
    [evaluation(3)],
    [evaluation(4, 2)],
  ]);
  expect(part?.rows).toEqual([
    {
      key: 'auc',
      cells: ['0.7000', '0.7200', '0.7000', null],
      notes: [
        null,
        'better: +0.0200 [0.0100, 0.0300] 95 %, p 0.004',
        'worse: -0.0200 [-0.0300, -0.0100] 95 %, p 0.004',
        null,
      ],
    },
  ]);
});

it('knows no test of versions that were only measured one by one, or of another model with the same number', () => {
  const other = evaluation(2, 1, { model: 'churn' });
  expect(pairedPart('may', [[evaluation(1)], [evaluation(2)], [other]])).toBeNull();
  expect([isPaired([evaluation(1)], [other]), isPaired([evaluation(1)], [evaluation(2, 1)])]).toEqual([false, true]);
});

it('sets gates and latencies beside each other, and leaves out what nobody measured', () => {
  const passed = {
    gates: [{ ...gate, measured: 0.72, outcome: 'passed' }],
    speed: [{ rows: 1, p50Ms: 0.041, p95Ms: 0.1 }],
  };
  const failed = { gates: [{ ...gate, measured: 0.7, outcome: 'failed' }] };
  const parts = judgedParts('may', [evaluation(1, null, failed), evaluation(2, null, passed), null]);
  expect(parts.map(({ rows }) => rows)).toEqual([
    [{ key: 'auc >= 0.71', cells: ['failed', 'passed', null], notes: ['0.7000', '0.7200', null] }],
    [{ key: '1 row', cells: [null, '0.04 ms', null], notes: [null, 'p95 0.1 ms', null] }],
  ]);
  expect(judgedParts('may', [evaluation(1), evaluation(2)])).toEqual([]);
});
