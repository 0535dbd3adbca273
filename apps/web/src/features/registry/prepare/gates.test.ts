import type { Evaluation } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { gatesOf } from './gates.js';

const evaluation = (version: number, state: string, outcomes: string[]) =>
  ({
    id: `e${version}`,
    version,
    state,
    dataset: 'may',
    datasetVersion: 2,
    gates: outcomes.map((outcome) => ({ outcome })),
  }) as unknown as Evaluation;

describe('gatesOf', () => {
  const evaluations = [
    evaluation(2, 'running', []),
    evaluation(2, 'done', ['passed', 'not_measured']),
    evaluation(1, 'failed', []),
  ];
  it('counts only the newest finished evaluation', () =>
    expect(gatesOf(evaluations, 2)).toEqual({ passed: 1, total: 2, dataset: 'may v2', evaluationId: 'e2' }));
  it('does not take a failed run for an evaluation', () => expect(gatesOf(evaluations, 1)).toBeNull());
});
