import type { EvaluationSlice, Gate } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { judgeGates, type Measured } from './judge-gates.js';

const metric = (name: string, value: number) => ({ name, value, low: null, high: null });
const slice: EvaluationSlice = {
  column: 'origin',
  value: 'ORD',
  rows: 40,
  metrics: [metric('recall', 0.4)],
  lossChange: null,
  pValue: null,
  verdict: 'too_few',
};
const measured: Measured = {
  rows: 500,
  metrics: [metric('auc', 0.7), metric('recall', 0.6)],
  slices: [slice],
  champion: { metrics: [metric('auc', 0.72)], comparisons: [] },
};
const gate = (rest: Partial<Gate>): Gate => ({ metric: 'auc', op: '>=', threshold: 0.7, compare: 'value', ...rest });

it.each([
  ['at least, at the limit', gate({}), 'passed', 0.7],
  ['at most', gate({ op: '<=', threshold: 0.6 }), 'failed', 0.7],
  ['a metric that nobody measured', gate({ metric: 'f1' }), 'not_measured', null],
  ['a slice', gate({ metric: 'recall', threshold: 0.5, slice: { column: 'origin', value: 'ORD' } }), 'failed', 0.4],
  ['a slice without rows', gate({ metric: 'recall', slice: { column: 'origin', value: 'SFO' } }), 'not_measured', null],
  ['95 % of the champion', gate({ compare: 'champion_ratio', threshold: 0.95 }), 'passed', 0.7 / 0.72],
  ['99 % of the champion', gate({ compare: 'champion_ratio', threshold: 0.99 }), 'failed', 0.7 / 0.72],
  ['champion minus .03', gate({ compare: 'champion_difference', threshold: -0.03 }), 'passed', 0.7 - 0.72],
  ['a metric that the champion lacks', gate({ metric: 'recall', compare: 'champion_ratio' }), 'not_measured', null],
] as const)('%s', (_name, asked, outcome, value) => {
  const { gates, verdict } = judgeGates([asked], measured);
  expect(gates[0]).toMatchObject({ outcome, measured: value });
  expect(verdict).toBe(outcome === 'passed' ? 'passed' : 'failed');
});

it('without a champion nothing that compares with it passes', () => {
  const { verdict } = judgeGates([gate({ compare: 'champion_ratio', threshold: 0 })], { ...measured, champion: null });
  expect(verdict).toBe('failed');
});

it('says how many rows are behind a gate', () => {
  const asked = [gate({}), gate({ metric: 'recall', slice: { column: 'origin', value: 'ORD' } })];
  expect(judgeGates(asked, measured).gates.map(({ rows }) => rows)).toEqual([500, 40]);
});

it('no gates, no verdict', () => {
  expect(judgeGates([], measured).verdict).toBe('not_gated');
});
