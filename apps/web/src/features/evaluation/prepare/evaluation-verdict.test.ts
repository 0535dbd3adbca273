import { JobState, type Evaluation } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { evaluationVerdict } from './evaluation-verdict.js';

const evaluation = (change: Partial<Evaluation>) =>
  ({
    state: 'done',
    error: null,
    dataset: 'may',
    datasetVersion: 1,
    rows: 50_000,
    gates: [],
    verdict: 'not_gated',
    ...change,
  }) as Evaluation;
const gate = (metric: string, outcome: 'passed' | 'failed' | 'not_measured', more: object = {}) => ({
  metric,
  compare: 'value' as const,
  rows: 50_000,
  champion: null,
  op: '>=' as const,
  threshold: 0.5,
  measured: 0.6,
  outcome,
  ...more,
});

describe('evaluationVerdict', () => {
  it.each([
    [
      { state: 'failed', error: 'column origin is missing' },
      'bad',
      'Could not be measured on may v1 (n 50,000): column origin is missing',
    ],
    [{ state: 'running', rows: null }, 'info', 'Being measured on may v1.'],
    [{}, 'info', 'Measured on may v1 (n 50,000), without gates.'],
    [{ verdict: 'passed', gates: [gate('auc', 'passed')] }, 'good', 'Passes 1 of 1 gate on may v1 (n 50,000).'],
    [
      { verdict: 'failed', gates: [gate('auc', 'passed'), gate('recall', 'failed'), gate('r2', 'not_measured')] },
      'bad',
      'Passes 1 of 3 gates on may v1 (n 50,000); recall fails, r2 was not measured.',
    ],
    [
      {
        verdict: 'failed',
        gates: [
          gate('auc', 'failed', { compare: 'champion_ratio' }),
          gate('recall', 'failed', { slice: { column: 'origin', value: 'ORD' } }),
        ],
      },
      'bad',
      'Passes 0 of 2 gates on may v1 (n 50,000); auc against the champion fails, recall in ORD fails.',
    ],
  ] as [Partial<Evaluation>, string, string][])('%#', (change, tone, sentence) =>
    expect(evaluationVerdict(evaluation(change))).toEqual({ tone, sentence }),
  );
  it('has a sentence for every state', () => {
    for (const state of JobState.options) expect(evaluationVerdict(evaluation({ state })).sentence).not.toBe('');
  });
});
